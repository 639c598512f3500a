/** A place in a text, both counted from 1; a column counts characters. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

const known = new WeakMap<object, readonly number[]>();

/** Finds line and column of an offset; the lines of a source are found once. */
export function positionIn(
  source: { readonly text: string },
  offset: number,
): Position {
  let starts = known.get(source);
  if (!starts) known.set(source, (starts = lineStarts(source.text)));
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const start = starts[low] ?? 0;
  return {
    line: low + 1,
    column: characters(source.text, start, offset) + 1,
  };
}

/** The text of one line, counted from 1, without its end. */
export function lineOf(
  source: { readonly text: string },
  line: number,
): string {
  positionIn(source, 0);
  const starts = known.get(source) ?? [];
  const start = starts[line - 1];
  if (start === undefined) return "";
  return source.text
    .slice(start, starts[line] ?? source.text.length)
    .replace(/\r?\n$/, "");
}

/** Counts characters, of which some take two units. */
function characters(text: string, start: number, end: number): number {
  let count = end - start;
  for (let at = start; at < end; at += 1)
    if ((text.codePointAt(at) ?? 0) > 0xffff) {
      count -= 1;
      at += 1;
    }
  return count;
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1))
    starts.push(at + 1);
  return starts;
}
