import { compile, parsePolicy, type CompiledPolicy } from "@gatehouse/authz";

/** Whether a policy allows anything of a service, which is named as its actions begin, as `s3`. Conditions and resources are not asked. */
export function grantsService(
  { policy }: CompiledPolicy,
  namespace: string,
): boolean {
  return policy.statements.some(({ effect, actions, notActions }) => {
    if (effect !== "Allow") return false;
    return actions
      ? actions.some((pattern) => isOfService(pattern, namespace))
      : !notActions?.some((pattern) => isWhole(pattern, namespace));
  });
}

/** Whether a policy allows an action somewhere, on some condition. */
export function grantsAction(
  { statements }: CompiledPolicy,
  action: string,
): boolean {
  const name = action.toLowerCase();
  return statements.some(
    (statement) => statement.effect === "Allow" && statement.action(name),
  );
}

/** A stored identity policy, compiled; one that cannot be read grants nothing. */
export function grantsOf(document: string): CompiledPolicy[] {
  const parsed = parsePolicy(document, "identity");
  return parsed.ok ? [compile(parsed.policy, { kind: "identity" })] : [];
}

function isOfService(pattern: string, namespace: string): boolean {
  const [service = ""] = pattern.toLowerCase().split(":");
  return service === "*" || service === namespace;
}

const isWhole = (pattern: string, namespace: string): boolean =>
  pattern === "*" ||
  pattern === "*:*" ||
  pattern.toLowerCase() === `${namespace}:*`;
