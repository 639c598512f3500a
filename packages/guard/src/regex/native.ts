import type { RegexNode } from "./tree.ts";

const WORD = "[\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}]";

const ASSERTIONS = {
  textStart: "(?<![^])",
  textEnd: "(?![^])",
  lineStart: "(?<![^\\n])",
  lineEnd: "(?![^\\n])",
  wordBoundary: `(?:(?<=${WORD})(?!${WORD})|(?<!${WORD})(?=${WORD}))`,
  noWordBoundary: `(?:(?<=${WORD})(?=${WORD})|(?<!${WORD})(?!${WORD}))`,
  wordStart: `(?:(?<!${WORD})(?=${WORD}))`,
  wordEnd: `(?:(?<=${WORD})(?!${WORD}))`,
} as const;

/**
 * Writes a pattern as a JavaScript regular expression, or undefined where JavaScript has no such
 * thing: atomic groups and conditions.
 */
export function nativeOf(root: RegexNode): RegExp | undefined {
  const source = write(root);
  // Anchors at the ends are known to the engine; the general forms are looked around for.
  return source === undefined
    ? undefined
    : new RegExp(
        source.replace(/^\(\?<!\[\^\]\)/, "^").replace(/\(\?!\[\^\]\)$/, "$"),
        "v",
      );
}

function write(node: RegexNode): string | undefined {
  switch (node.node) {
    case "empty":
      return "";
    case "set":
      return node.ignoreCase ? `(?i:${node.set})` : node.set;
    case "assert":
      return ASSERTIONS[node.assertion];
    case "sequence":
      return joined(node.items.map(write), "");
    case "choice": {
      const items = joined(node.items.map(write), "|");
      return items === undefined ? undefined : `(?:${items})`;
    }
    case "group":
      return wrapped("(", node.item);
    case "repeat": {
      const item = wrapped("(?:", node.item);
      const { min, max, lazy } = node;
      const times =
        max === Infinity
          ? min === 0
            ? "*"
            : min === 1
              ? "+"
              : `{${min},}`
          : `{${min},${max}}`;
      return item === undefined
        ? undefined
        : `${item}${times}${lazy ? "?" : ""}`;
    }
    case "look":
      return wrapped(
        `(?${node.behind ? "<" : ""}${node.not ? "!" : "="}`,
        node.item,
      );
    // A group that took no part matches the empty text in JavaScript, and nothing in Rust.
    case "backreference":
    case "atomic":
    case "conditional":
      return undefined;
    default:
      return node satisfies never;
  }
}

function wrapped(open: string, item: RegexNode): string | undefined {
  const inner = write(item);
  return inner === undefined ? undefined : `${open}${inner})`;
}

function joined(
  parts: readonly (string | undefined)[],
  by: string,
): string | undefined {
  return parts.includes(undefined) ? undefined : parts.join(by);
}
