/** Finds the first place, from `from` to `last`, where a chunk of pattern may stand; -1 when there is none. */
export type Search = (value: string, from: number, last: number) => number;

/**
 * Searches for a long chunk, `?` included, in one pass: bit i of the state says that the last i + 1 characters fit the
 * chunk's first i + 1, so that each character costs a few words of work (Baeza-Yates and Gonnet's shift-and), where
 * trying every place anew can be made to cost the chunk's whole length. Characters are told apart by their low byte;
 * `confirm` has the last word.
 */
export function bitSearch(
  signs: readonly (string | undefined)[],
  confirm: (value: string, at: number) => boolean,
): Search {
  const length = signs.length;
  const words = Math.ceil(length / 32);
  const masks = masksOf(signs, words);
  const wild = masks.get(ANY)!;
  const lastWord = words - 1;
  const lastBit = 1 << ((length - 1) % 32);
  return (value, from, last) => {
    const state = new Uint32Array(words);
    for (let i = from; i < last + length; i += 1) {
      const mask = masks.get(value.charCodeAt(i) & 0xff) ?? wild;
      let carry = 1;
      for (let w = 0; w < words; w += 1) {
        const before = state[w]!;
        state[w] = ((before << 1) | carry) & mask[w]!;
        carry = before >>> 31;
      }
      const at = i - length + 1;
      if ((state[lastWord]! & lastBit) !== 0 && confirm(value, at)) return at;
    }
    return -1;
  };
}

/** The key of the mask for characters that the chunk does not hold: its `?` alone. */
const ANY = -1;

function masksOf(
  signs: readonly (string | undefined)[],
  words: number,
): Map<number, Uint32Array> {
  const wild = new Uint32Array(words);
  for (const [i, sign] of signs.entries())
    if (sign === undefined) wild[i >>> 5]! |= 1 << (i & 31);
  const masks = new Map([[ANY, wild]]);
  for (const [i, sign] of signs.entries()) {
    if (sign === undefined) continue;
    const byte = sign.charCodeAt(0) & 0xff;
    const mask = masks.get(byte) ?? wild.slice();
    mask[i >>> 5]! |= 1 << (i & 31);
    masks.set(byte, mask);
  }
  return masks;
}
