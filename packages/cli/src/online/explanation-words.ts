import type {
  ExplainedLayer,
  ExplainedQuestion,
} from "@gatehouse/platform/explained";

type Layer = ExplainedQuestion["decision"]["layer"];
type Ref = NonNullable<ExplainedQuestion["decision"]["statement"]>;

/** A kind of policy in words. */
interface LayerWords {
  readonly name: string;
  readonly single?: true;
  /** What it tells. */
  readonly rule: string;
  /** Where a statement is added to it. */
  readonly where: string;
}

/** The kinds of policy that can decide a request, in words. */
export const LAYERS: Readonly<Record<Layer, LayerWords>> = {
  rcp: {
    name: "resource control policies",
    rule: "what the organization lets anyone do to its resources",
    where: "the organization's resource control policies",
  },
  scp: {
    name: "service control policies",
    rule: "what the organization lets its accounts do",
    where: "a service control policy",
  },
  resource: {
    name: "the resource's own policy",
    single: true,
    rule: "who may use the resource",
    where: "the policy of the resource",
  },
  trust: {
    name: "the role's trust policy",
    single: true,
    rule: "who may become the role",
    where: "the role's trust policy",
  },
  identity: {
    name: "the principal's policies",
    rule: "what the principal may do",
    where: "a policy of the principal",
  },
  boundary: {
    name: "the permissions boundary",
    single: true,
    rule: "the most that the principal may ever do",
    where: "the permissions boundary",
  },
  session: {
    name: "session policies",
    rule: "the most that this session may do",
    where: "the session policy, given when the session was begun",
  },
};

/** What one layer said, in words. @param needed whether the request fails for want of it */
export function saidBy(layer: ExplainedLayer, needed: boolean): string {
  const { outcome, statements, withheld } = layer;
  const shown = withheld ? " (another account's; its text is not shown)" : "";
  const ref = (effect: "Allow" | "Deny"): string => {
    const found = statements.find(
      (statement) => statement.matched && statement.effect === effect,
    );
    return found ? `: ${refWords(found.statement)}` : shown;
  };
  switch (outcome) {
    case "allow":
      return `allowed${ref("Allow")}`;
    case "explicit-deny":
      return `denied${ref("Deny")}`;
    case "exempt":
      return "not applied to this call";
    case "no-policy":
      return needed ? "none, and one must allow it" : "none";
    case "no-allow": {
      const count = statements.length;
      const among = withheld
        ? shown
        : count === 0
          ? " (there is none)"
          : ` (${count} ${count === 1 ? "statement" : "statements"})`;
      return needed
        ? `nothing there allows it${among}`
        : `nothing there allows it, nor need it${among}`;
    }
  }
}

/** Which statement, as `statement 2 ("Read") of the inline policy "own" of user/ann`. */
export function refWords({ policy, sid, index }: Ref): string {
  const { kind, name, arn, attachedTo } = policy;
  const of = attachedTo === undefined ? "" : ` of ${tail(attachedTo)}`;
  const which =
    kind === "session"
      ? arn === undefined
        ? "a session policy"
        : `the session policy ${arn}`
      : kind === "resource" || kind === "key" || kind === "trust"
        ? `the policy of ${arn ?? "the resource"}`
        : arn === undefined
          ? `the inline policy "${name ?? ""}"${of}`
          : `the policy ${arn}${of}`;
  return `statement ${index + 1}${sid === undefined ? "" : ` ("${sid}")`} of ${which}`;
}

/** The end of an ARN that tells who is meant: `user/ann`. */
export function tail(arn: string): string {
  return arn.split(":").slice(5).join(":") || arn;
}

/** A condition's values for reading. */
export function valueWords(value: string | readonly string[] | null): string {
  if (value === null) return "the request has no such key";
  return `the request has ${quoted(typeof value === "string" ? [value] : value)}`;
}

/** `"a"`, or `"a" or "b"`. */
export function quoted(values: readonly string[], joint = "or"): string {
  const shown = values.slice(0, 8).map((value) => `"${value}"`);
  const more = values.length - shown.length;
  return (
    (shown.length > 1
      ? `${shown.slice(0, -1).join(", ")} ${joint} ${shown.at(-1)}`
      : (shown[0] ?? "nothing")) + (more > 0 ? ` (and ${more} more)` : "")
  );
}
