import type { RegexNode } from "./tree.ts";

/** How much work a backtracking engine may have with a pattern: about base × length ^ power. */
export interface Effort {
  readonly base: number;
  readonly power: number;
}

/** The effort of a search; a pattern that holds to the start of the text is tried there only. */
export function effortOf(root: RegexNode): Effort {
  const { base, power } = effort(root);
  return { base, power: power + (startsAtStart(root) ? 0 : 1) };
}

const NOTHING: Effort = { base: 1, power: 0 };

function effort(node: RegexNode): Effort {
  switch (node.node) {
    case "sequence":
      return node.items.map(effort).reduce(times, NOTHING);
    case "choice": {
      const items = node.items.map(effort);
      return {
        base: items.reduce((sum, { base }) => sum + base, 0),
        power: Math.max(...items.map(({ power }) => power)),
      };
    }
    case "group":
    case "atomic":
    case "look":
      return effort(node.item);
    case "repeat":
      return repeated(node);
    case "conditional":
      return times(effort(node.yes), effort(node.no));
    default:
      return NOTHING;
  }
}

/** What can be read in several ways, repeated, multiplies with every repetition. */
function repeated({
  item,
  min,
  max,
}: Extract<RegexNode, { node: "repeat" }>): Effort {
  const inner = effort(item);
  const ambiguous = inner.base > 1 || inner.power > 0;
  if (ambiguous && max > 1)
    return max === Infinity || max > 8
      ? { base: 1, power: Infinity }
      : { base: inner.base ** max, power: inner.power * max };
  if (min === max) return inner;
  return max - min <= 4
    ? { base: inner.base * (max - min + 1), power: inner.power }
    : { base: inner.base, power: inner.power + 1 };
}

function times(left: Effort, right: Effort): Effort {
  return { base: left.base * right.base, power: left.power + right.power };
}

function startsAtStart(node: RegexNode): boolean {
  switch (node.node) {
    case "assert":
      return node.assertion === "textStart";
    case "sequence":
      return node.items[0] !== undefined && startsAtStart(node.items[0]);
    case "group":
      return startsAtStart(node.item);
    case "choice":
      return node.items.every(startsAtStart);
    default:
      return false;
  }
}
