import type { Decision, Layer } from "./decision.ts";

/**
 * AWS's access denied text: `User: <arn> is not authorized to perform: <action> on resource: <arn> because …`. For an
 * explicit deny in a policy with an ARN the text ends with that ARN, as AWS's does since 2026.
 */
export function denialMessage(
  principalArn: string,
  action: string,
  resource: string,
  decision: Decision,
): string {
  const on = resource ? ` on resource: ${resource}` : "";
  return `User: ${principalArn} is not authorized to perform: ${action}${on}${because(action, decision)}`;
}

function because(action: string, decision: Decision): string {
  if (decision.reason === "implicit-deny")
    return ` because no ${NAMES[decision.layer].plain} allows the ${action} action`;
  if (decision.reason !== "explicit-deny") return "";
  const { arn } = decision.statement.policy;
  return ` with an explicit deny in ${NAMES[decision.layer].article}${arn ? `: ${arn}` : ""}`;
}

const NAMES: Record<Layer, { plain: string; article: string }> = {
  identity: named("identity-based policy", "an"),
  resource: named("resource-based policy", "a"),
  trust: named("role trust policy", "the"),
  boundary: named("permissions boundary", "a"),
  session: named("session policy", "a"),
  scp: named("service control policy", "a"),
  rcp: named("resource control policy", "a"),
};

function named(plain: string, article: string) {
  return { plain, article: `${article} ${plain}` };
}
