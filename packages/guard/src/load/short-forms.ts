/** CloudFormation's short forms before a scalar, as cfn-guard knows them: `!Ref x` is `{"Ref": "x"}`. */
const BEFORE_SCALARS: ReadonlySet<string> = new Set([
  "Ref",
  "Base64",
  "Sub",
  "GetAZs",
  "ImportValue",
  "GetAtt",
  "Condition",
  "RefAll",
]);

/** And before a list: `!Join [",", [a, b]]`. */
const BEFORE_LISTS: ReadonlySet<string> = new Set([
  "GetAtt",
  "Sub",
  "Select",
  "Split",
  "Join",
  "FindInMap",
  "And",
  "Equals",
  "Contains",
  "EachMemberIn",
  "EachMemberEquals",
  "ValueOf",
  "If",
  "Not",
  "Or",
]);

/** The long name of a short form's tag, or undefined where cfn-guard ignores the tag. */
export function longForm(
  tag: string | undefined,
  before: "scalar" | "list" | "anything",
): string | undefined {
  const name = tag && /^!([A-Za-z0-9]+)$/.exec(tag)?.[1];
  if (!name) return undefined;
  const known =
    (before !== "list" && BEFORE_SCALARS.has(name)) ||
    (before !== "scalar" && BEFORE_LISTS.has(name));
  if (!known) return undefined;
  return name === "Ref" || name === "Condition" ? name : `Fn::${name}`;
}
