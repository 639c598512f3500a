/** Answers which of the names was most likely meant; undefined once a policy has asked too often. */
export type Suggest = (
  wrong: string,
  names: Iterable<string>,
) => string | undefined;

/** Suggestions a policy is given: people mistype a few names, thousands are meant to cost time. */
const MOST_SUGGESTIONS = 20;

/** A source of suggestions for one policy. */
export function suggestions(): Suggest {
  let left = MOST_SUGGESTIONS;
  return (wrong, names) => (left-- > 0 ? nearest(wrong, names) : undefined);
}

/** The name that was most likely meant, for "Did you mean …?"; the first one where none is near. */
function nearest(wrong: string, names: Iterable<string>): string {
  let best: { name: string; distance: number } | undefined;
  const lower = wrong.toLowerCase().slice(0, LONGEST);
  for (const name of names) {
    const distance = editDistance(lower, name.toLowerCase());
    if (!best || distance < best.distance) best = { name, distance };
  }
  return best?.name ?? "*";
}

/** Longer texts are no misspelt names. */
const LONGEST = 64;

function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, j) => j);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++)
      next.push(
        Math.min(
          next[j - 1]! + 1,
          row[j]! + 1,
          row[j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1),
        ),
      );
    row = next;
  }
  return row.at(-1)!;
}
