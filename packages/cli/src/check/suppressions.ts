import {
  plainValue,
  type GuardDocument,
  type GuardValue,
} from "@gatehouse/guard";

/** What a template says of a rule that it does not keep: `Metadata.Gatehouse.Suppress`. */
export interface Suppression {
  readonly rule: string;
  /** The logical id of the resource that it is written at; the whole template where undefined. */
  readonly resource: string | undefined;
  readonly reason: string;
  /** The last day on which it holds, or the moment from which it does not; undefined for ever. */
  readonly until: string | undefined;
}

export interface Suppressions {
  readonly valid: readonly Suppression[];
  /** What does not suppress, each with the reason why. */
  readonly notes: readonly string[];
}

/**
 * Reads a template's suppressions. One without a reason, or past its time, does not suppress.
 * @param now milliseconds since 1970
 */
export function suppressionsOf(
  { root }: GuardDocument,
  now: number,
): Suppressions {
  const valid: Suppression[] = [];
  const notes: string[] = [];
  const read = (holder: GuardValue, resource: string | undefined): void => {
    const entries = at(holder, "Metadata", "Gatehouse", "Suppress");
    if (!entries) return;
    const where = resource ?? "the template";
    if (entries.kind !== "list") {
      notes.push(`Metadata.Gatehouse.Suppress of ${where} is not a list.`);
      return;
    }
    for (const entry of entries.value) {
      const found = suppression(plainValue(entry), resource, now);
      if (typeof found === "string")
        notes.push(`A suppression of ${where} does not hold: ${found}`);
      else valid.push(...found);
    }
  };
  read(root, undefined);
  const resources = at(root, "Resources");
  if (resources?.kind === "map")
    for (const [name, resource] of resources.value) read(resource, name);
  return { valid, notes };
}

const MEMBERS = ["Rule", "Reason", "Until"];
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MOMENT =
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

function suppression(
  entry: unknown,
  resource: string | undefined,
  now: number,
): readonly Suppression[] | string {
  if (typeof entry !== "object" || entry === null || Array.isArray(entry))
    return "it is not a struct of Rule, Reason and Until.";
  const unknown = Object.keys(entry).filter((name) => !MEMBERS.includes(name));
  if (unknown.length > 0)
    return `${unknown.join(", ")} is none of ${MEMBERS.join(", ")}.`;
  const { Rule, Reason, Until } = entry as Readonly<Record<string, unknown>>;
  const rules = Array.isArray(Rule) ? (Rule as unknown[]) : [Rule];
  if (rules.length === 0 || !rules.every((each) => typeof each === "string"))
    return "its Rule names no rule.";
  if (typeof Reason !== "string" || Reason.trim() === "")
    return `${rules.join(", ")} is suppressed without a Reason.`;
  const until = typeof Until === "string" ? Until : undefined;
  if (Until !== undefined) {
    const end = until === undefined ? undefined : endOf(until);
    if (end === undefined)
      return `its Until is no date as 2030-12-31 or 2030-12-31T12:00:00Z.`;
    if (now >= end) return `${rules.join(", ")} was suppressed until ${until}.`;
  }
  return rules.map((rule) => ({
    rule,
    resource,
    reason: Reason.trim(),
    until,
  }));
}

/** A day counts to its end in UTC. */
function endOf(until: string): number | undefined {
  if (!DAY.test(until) && !MOMENT.test(until)) return undefined;
  const time = Date.parse(until);
  if (Number.isNaN(time)) return undefined;
  return DAY.test(until) ? time + 86_400_000 : time;
}

function at(value: GuardValue, ...keys: string[]): GuardValue | undefined {
  let found: GuardValue | undefined = value;
  for (const key of keys)
    found = found?.kind === "map" ? found.value.get(key) : undefined;
  return found;
}
