import { completeArn } from "./resource.ts";
import type { CompiledStatement } from "./statement.ts";

/** The statements of one effect that may match a resource: all that do, and some that do not. */
export type Plausible = (resource: string) => readonly CompiledStatement[];

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
    denies: byResource(statements.filter((s) => s.effect === "Deny")),
    allows: byResource(statements.filter((s) => s.effect === "Allow")),
  };
}

/** Below this many statements testing each is faster than narrowing. */
const FEW = 12;

/** Narrows by the literal text that each Resource pattern starts with: the resource must start with it too. */
function byResource(statements: readonly CompiledStatement[]): Plausible {
  if (statements.length <= FEW) return () => statements;
  const whole = new Map<string, CompiledStatement[]>();
  const starts = new Map<number, Map<string, CompiledStatement[]>>();
  for (const statement of statements)
    for (const { text, isWhole } of startsOf(statement)) {
      const shelf = isWhole
        ? whole
        : getOr(starts, text.length, () => new Map());
      const list = getOr(shelf, text, () => []);
      if (list.at(-1) !== statement) list.push(statement);
    }
  return (resource) => {
    const plausible = [...(whole.get(resource) ?? [])];
    for (const [length, shelf] of starts) {
      const found = shelf.get(resource.slice(0, length));
      if (found) plausible.push(...found);
    }
    return plausible;
  };
}

interface Start {
  readonly text: string;
  readonly isWhole: boolean;
}

function startsOf({ written }: CompiledStatement): Start[] {
  if (!written.resources) return [{ text: "", isWhole: false }];
  return written.resources.map((pattern) => {
    const text = completeArn(pattern);
    const literal = text.search(/[*?$]/);
    return literal < 0
      ? { text, isWhole: true }
      : { text: text.slice(0, literal), isWhole: false };
  });
}

function getOr<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
