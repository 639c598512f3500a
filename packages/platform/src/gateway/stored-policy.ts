import {
  compile,
  parsePolicy,
  type CompiledPolicy,
  type PolicyKind,
  type PolicySource,
} from "@gatehouse/authz";

/**
 * Compiles a policy as it is stored; key policies are written like any other resource's.
 * @throws Error where it cannot be read: it passed this check when it was put, so nothing may be allowed by it now
 */
export function storedPolicy(
  document: string,
  source: PolicySource,
): CompiledPolicy {
  const kind: PolicyKind = source.kind === "key" ? "resource" : source.kind;
  const parsed = parsePolicy(document, kind);
  if (!parsed.ok)
    throw new Error(
      `The stored ${source.kind} policy ${source.arn ?? source.name ?? ""} cannot be read: ${parsed.message}`,
    );
  return compile(parsed.policy, source);
}
