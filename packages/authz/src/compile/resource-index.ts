import type { PrefixIndex } from "./prefix-index.ts";
import { prefixIndex } from "./prefix-index.ts";
import { completeArn } from "./resource.ts";
import type { CompiledStatement } from "./statement.ts";

/** The statements that may match a resource: all that do, and some that do not. */
export type Plausible = (resource: string) => readonly CompiledStatement[];

/** Below this many statements testing each is faster than narrowing. */
const FEW = 12;

/**
 * Narrows statements by resource. ARN patterns tend to differ only at their ends (`arn:aws:lambda:*:…:function:orders-*`),
 * so where pattern and resource have equally many colons, and no `*` can thus have swallowed one, their last fields are
 * compared; patterns with fewer colons are narrowed by how they start, and those with more cannot match.
 */
export function indexByResource(
  statements: readonly CompiledStatement[],
): Plausible {
  if (statements.length <= FEW) return () => statements;
  const byColons = new Map<number, { last: Index; whole: Index }>();
  const always: Index = prefixIndex();
  for (const statement of statements)
    for (const pattern of patternsOf(statement)) {
      // A variable's value may bring colons of its own.
      if (pattern.includes("$")) {
        always.add(pattern, statement);
        continue;
      }
      const colons = countColons(pattern);
      let indexes = byColons.get(colons);
      if (!indexes) {
        indexes = { last: prefixIndex(), whole: prefixIndex() };
        byColons.set(colons, indexes);
      }
      indexes.last.add(lastField(pattern), statement);
      indexes.whole.add(pattern, statement);
    }
  return (resource) => {
    const plausible: CompiledStatement[] = [];
    const colons = countColons(resource);
    always.collect(resource, plausible);
    for (const [count, { last, whole }] of byColons)
      if (count === colons) last.collect(lastField(resource), plausible);
      else if (count < colons) whole.collect(resource, plausible);
    return plausible;
  };
}

type Index = PrefixIndex<CompiledStatement>;

const patternsOf = ({ written }: CompiledStatement): readonly string[] =>
  written.resources?.map(completeArn) ?? ["*"];

const lastField = (text: string): string =>
  text.slice(text.lastIndexOf(":") + 1);

function countColons(text: string): number {
  let count = 0;
  for (let at = text.indexOf(":"); at >= 0; at = text.indexOf(":", at + 1))
    count += 1;
  return count;
}
