import type { Plausible } from "./resource-index.ts";
import { indexByResource } from "./resource-index.ts";
import type { CompiledStatement } from "./statement.ts";

/** The statements that match one action, by effect, narrowed by resource. */
export interface StatementIndex {
  readonly denies: Plausible;
  readonly allows: Plausible;
}

/**
 * Indexes a policy's statements by action. The index of an action is built when the action is first asked for: whether an
 * action element matches depends on nothing else, and a platform asks for the same few hundred actions again and again.
 */
export function indexByAction(
  statements: readonly CompiledStatement[],
): (action: string) => StatementIndex {
  const known = new Map<string, StatementIndex>();
  return (action) => {
    const found = known.get(action);
    if (found) return found;
    const index = indexFor(statements.filter((s) => s.action(action)));
    if (known.size >= MOST_ACTIONS) known.clear();
    known.set(action, index);
    return index;
  };
}

/** Bounds the memory that callers with invented action names can claim. */
const MOST_ACTIONS = 1024;

function indexFor(statements: readonly CompiledStatement[]): StatementIndex {
  return {
    denies: indexByResource(statements.filter((s) => s.effect === "Deny")),
    allows: indexByResource(statements.filter((s) => s.effect === "Allow")),
  };
}
