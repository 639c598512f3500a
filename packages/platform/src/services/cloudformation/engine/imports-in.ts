import { resolveValue } from "@gatehouse/template";
import type { Plan } from "../plan.ts";

/** The names of other stacks' exports that a plan imports, as far as its parameters tell them. */
export function importsIn(plan: Plan): ReadonlySet<string> {
  const names = new Set<string>();
  const scope = {
    ...plan.scope,
    imported: (name: string) => {
      names.add(name);
      return "";
    },
  };
  for (const { properties } of plan.resources.values())
    resolveValue(properties, plan.template, scope);
  for (const output of Object.values(plan.template.outputs))
    resolveValue(output, plan.template, scope);
  return names;
}
