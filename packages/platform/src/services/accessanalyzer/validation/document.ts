import {
  readLocatedJson,
  type LocatedJson,
  type LocatedMember,
  type Position,
} from "@gatehouse/authz";

/** A text of the policy, and where it stands. */
export type Text = LocatedJson & { readonly kind: "string" };

/** A statement as written, whatever it holds. */
export interface WrittenStatement {
  readonly at: LocatedJson;
  readonly members: readonly LocatedMember[];
  readonly effect: "Allow" | "Deny" | undefined;
  readonly actions: readonly Text[];
  readonly notActions: readonly Text[];
  readonly resources: readonly Text[];
  readonly notResources: readonly Text[];
  readonly principals: readonly WrittenPrincipal[];
  readonly conditions: readonly WrittenCondition[];
}

/** One value of a Principal or NotPrincipal element; the key is `AWS`, `Service` …, or `*` for `"Principal": "*"`. */
export interface WrittenPrincipal {
  readonly key: string;
  readonly negated: boolean;
  readonly at: Text;
}

/** One operator applied to one key, each with its place. */
export interface WrittenCondition {
  readonly operator: LocatedMember;
  readonly key: LocatedMember;
  readonly values: readonly LocatedJson[];
}

/** A policy as written: read leniently, so that what is wrong with it can be told piece by piece. */
export interface WrittenPolicy {
  readonly text: string;
  readonly root: LocatedJson;
  readonly members: readonly LocatedMember[];
  readonly version: string | undefined;
  readonly statements: readonly WrittenStatement[];
}

/** Reads a policy's text; only what is not JSON at all stops it. */
export function readWritten(
  text: string,
):
  | { readonly ok: true; readonly policy: WrittenPolicy }
  | { readonly ok: false; readonly at: Position } {
  const read = readLocatedJson(text);
  if (!read.ok) return read;
  const root = read.value;
  const members = membersOf(root);
  const version = memberOf(members, "Version")?.value;
  const statement = memberOf(members, "Statement")?.value;
  return {
    ok: true,
    policy: {
      text,
      root,
      members,
      version: version?.kind === "string" ? version.value : undefined,
      statements: oneOrMore(statement)
        .filter(({ kind }) => kind === "object")
        .map(statementOf),
    },
  };
}

/** The members of an object; none of anything else. */
export function membersOf(
  json: LocatedJson | undefined,
): readonly LocatedMember[] {
  return json?.kind === "object" ? json.members : [];
}

/** The last member of a name, which is the one that counts. */
export function memberOf(
  members: readonly LocatedMember[],
  name: string,
): LocatedMember | undefined {
  return members.findLast(({ key }) => key === name);
}

/** The items of an array, or the one value that stands where an array may. */
export function oneOrMore(
  json: LocatedJson | undefined,
): readonly LocatedJson[] {
  if (!json) return [];
  return json.kind === "array" ? json.items : [json];
}

function statementOf(at: LocatedJson): WrittenStatement {
  const members = membersOf(at);
  const texts = (name: string): readonly Text[] =>
    textsOf(memberOf(members, name)?.value);
  const effect = memberOf(members, "Effect")?.value;
  return {
    at,
    members,
    effect:
      effect?.kind === "string" &&
      (effect.value === "Allow" || effect.value === "Deny")
        ? effect.value
        : undefined,
    actions: texts("Action"),
    notActions: texts("NotAction"),
    resources: texts("Resource"),
    notResources: texts("NotResource"),
    principals: [
      ...principalsOf(memberOf(members, "Principal")?.value, false),
      ...principalsOf(memberOf(members, "NotPrincipal")?.value, true),
    ],
    conditions: membersOf(memberOf(members, "Condition")?.value).flatMap(
      (operator) =>
        membersOf(operator.value).map((key) => ({
          operator,
          key,
          values: oneOrMore(key.value),
        })),
    ),
  };
}

const textsOf = (json: LocatedJson | undefined): readonly Text[] =>
  oneOrMore(json).filter((item): item is Text => item.kind === "string");

function principalsOf(
  json: LocatedJson | undefined,
  negated: boolean,
): readonly WrittenPrincipal[] {
  if (json?.kind === "string")
    return json.value === "*" ? [{ key: "*", negated, at: json as Text }] : [];
  return membersOf(json).flatMap(({ key, value }) =>
    textsOf(value).map((at) => ({ key, negated, at })),
  );
}
