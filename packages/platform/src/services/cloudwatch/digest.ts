/** Values with how often they came, in order. */
export type Digest = readonly (readonly [value: number, count: number])[];

/** Up to here every value is kept; beyond, neighbours are joined. */
const EXACT_AT_MOST = 200;
const JOINED_TO = 120;

/**
 * Digests as one. It stays bounded: where there are many different values, those in the middle are
 * joined first, and both ends, which high and low percentiles ask for, stay fine (a t-digest).
 */
export function joined(digests: readonly Digest[]): Digest {
  const sorted = digests.flat().sort(([x], [y]) => x - y);
  const distinct: [number, number][] = [];
  for (const [value, count] of sorted) {
    const last = distinct.at(-1);
    if (last?.[0] === value) last[1] += count;
    else distinct.push([value, count]);
  }
  return distinct.length > EXACT_AT_MOST ? compressed(distinct) : distinct;
}

/** How many values a digest stands for. */
export function weight(digest: Digest): number {
  return digest.reduce((sum, [, count]) => sum + count, 0);
}

/** Joins neighbours as long as they span at most one step of the scale, which is finest at both ends. */
function compressed(digest: Digest): Digest {
  const total = weight(digest);
  const scale = (count: number): number =>
    (JOINED_TO / (2 * Math.PI)) *
    Math.asin(Math.min(Math.max((2 * count) / total - 1, -1), 1));
  const result: [number, number][] = [];
  let before = 0;
  let seen = 0;
  for (const [value, count] of digest) {
    const last = result.at(-1);
    if (last && scale(seen + count) - scale(before) <= 1) {
      const sum = last[0] * last[1] + value * count;
      last[1] += count;
      last[0] = sum / last[1];
    } else {
      before = seen;
      result.push([value, count]);
    }
    seen += count;
  }
  return result;
}
