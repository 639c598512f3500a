import { contextKeyNames } from "@gatehouse/authz";
import type { SimulatedPolicy } from "./simulated-policy.ts";

/** The condition keys of several policies, each once, as IAM answers them. */
export function keysNamedIn(policies: readonly SimulatedPolicy[]) {
  const names = policies.flatMap(({ compiled }) =>
    contextKeyNames(compiled.policy),
  );
  const first = new Map<string, string>();
  for (const name of names)
    if (!first.has(name.toLowerCase())) first.set(name.toLowerCase(), name);
  return { ContextKeyNames: [...first.values()] };
}
