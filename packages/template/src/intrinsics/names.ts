/** Functions of rules, which nothing else may call. */
export const RULE_FUNCTIONS: ReadonlySet<string> = new Set([
  "Fn::Contains",
  "Fn::EachMemberEquals",
  "Fn::EachMemberIn",
  "Fn::RefAll",
  "Fn::ValueOf",
  "Fn::ValueOfAll",
]);

const NAMES: ReadonlySet<string> = new Set([
  "Ref",
  "Condition",
  "Fn::And",
  "Fn::Base64",
  "Fn::Cidr",
  "Fn::Equals",
  "Fn::FindInMap",
  "Fn::GetAtt",
  "Fn::GetAZs",
  "Fn::If",
  "Fn::ImportValue",
  "Fn::Join",
  "Fn::Length",
  "Fn::Not",
  "Fn::Or",
  "Fn::Select",
  "Fn::Split",
  "Fn::Sub",
  "Fn::ToJsonString",
  ...RULE_FUNCTIONS,
]);

/** Whether an object's only member calls a function. `Condition` does so in conditions alone. */
export function isIntrinsic(name: string): boolean {
  return name !== "Condition" && NAMES.has(name);
}
