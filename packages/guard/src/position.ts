/** A place in a text, both counted from 1; a column counts characters. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

interface Layout {
  /** Where lines start. */
  readonly lines: readonly number[];
  /** Where characters stand that take two units. */
  readonly wide: readonly number[];
}

const known = new WeakMap<object, Layout>();

/** Finds line and column of an offset in UTF-16 units; a source's lines are found once. */
export function positionIn(
  source: { readonly text: string },
  offset: number,
): Position {
  const { lines, wide } = layoutOf(source);
  const line = countUpTo(lines, offset);
  const start = lines[line - 1] ?? 0;
  const pairs = countUpTo(wide, offset - 1) - countUpTo(wide, start - 1);
  return { line, column: offset - start - pairs + 1 };
}

/** The text of one line, counted from 1, without its end. */
export function lineOf(
  source: { readonly text: string },
  line: number,
): string {
  const { lines } = layoutOf(source);
  const start = lines[line - 1];
  if (start === undefined) return "";
  return source.text
    .slice(start, lines[line] ?? source.text.length)
    .replace(/\r?\n$/, "");
}

function layoutOf(source: { readonly text: string }): Layout {
  let layout = known.get(source);
  if (layout) return layout;
  const { text } = source;
  const lines = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1))
    lines.push(at + 1);
  const wide = Array.from(
    text.matchAll(/[\ud800-\udbff][\udc00-\udfff]/g),
    ({ index }) => index,
  );
  known.set(source, (layout = { lines, wide }));
  return layout;
}

/** How many of the sorted offsets are not past this one. */
function countUpTo(offsets: readonly number[], offset: number): number {
  let low = 0;
  let high = offsets.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((offsets[middle] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
