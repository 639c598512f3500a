import type { Search } from "./bit-search.ts";
import { bitSearch } from "./bit-search.ts";
import type { PlainToken } from "./tokens.ts";
import { ANY_ONE, ANY_RUN } from "./tokens.ts";

/** Tests a whole string against a pattern. */
export type Glob = (value: string) => boolean;

/**
 * Compiles a pattern to a test that never backtracks: the text between two `*` is looked for once, leftmost, and a long
 * one in a single pass over the value, so that no choice of pattern and value makes the work run away.
 */
export function compileGlob(tokens: readonly PlainToken[]): Glob {
  const [head, ...rest] = chunksOf(tokens);
  const tail = rest.pop();
  if (!tail) return whole(head);
  if (rest.length === 0 && isText(head) && isText(tail))
    return aroundOneStar(textOf(head), textOf(tail));
  return aroundStars(head, rest, tail);
}

/** A stretch of pattern without `*`: texts at fixed offsets, with a `?` wherever no text is. */
interface Chunk {
  readonly length: number;
  readonly texts: readonly { readonly at: number; readonly text: string }[];
}

function chunksOf(tokens: readonly PlainToken[]): [Chunk, ...Chunk[]] {
  const runs: PlainToken[][] = [[]];
  for (const token of tokens)
    if (token === ANY_RUN) runs.push([]);
    else runs.at(-1)!.push(token);
  const [head, ...rest] = runs.map(chunkOf);
  const tail = rest.pop();
  const middle = rest.filter((chunk) => chunk.length > 0);
  return tail ? [head!, ...middle, tail] : [head!];
}

function chunkOf(run: readonly PlainToken[]): Chunk {
  const texts: { at: number; text: string }[] = [];
  let length = 0;
  for (const token of run) {
    if (typeof token === "string" && token) {
      const last = texts.at(-1);
      if (last && last.at + last.text.length === length) last.text += token;
      else texts.push({ at: length, text: token });
    }
    length += token === ANY_ONE ? 1 : String(token).length;
  }
  return { length, texts };
}

const textOf = (chunk: Chunk): string => chunk.texts[0]?.text ?? "";
const isText = (chunk: Chunk): boolean => textOf(chunk).length === chunk.length;

function whole(chunk: Chunk): Glob {
  if (isText(chunk)) {
    const text = textOf(chunk);
    return (value) => value === text;
  }
  return (value) => value.length === chunk.length && fits(chunk, value, 0);
}

function aroundOneStar(head: string, tail: string): Glob {
  if (!head && !tail) return () => true;
  if (!tail) return (value) => value.startsWith(head);
  const shortest = head.length + tail.length;
  return (value) =>
    value.length >= shortest && value.startsWith(head) && value.endsWith(tail);
}

function aroundStars(head: Chunk, middle: readonly Chunk[], tail: Chunk): Glob {
  const shortest = [head, ...middle, tail].reduce((n, c) => n + c.length, 0);
  const steps = middle.map((c) => ({ length: c.length, search: searchFor(c) }));
  return (value) => {
    const end = value.length - tail.length;
    if (value.length < shortest) return false;
    if (!fits(head, value, 0) || !fits(tail, value, end)) return false;
    let from = head.length;
    for (const { length, search } of steps) {
      const found = search(value, from, end - length);
      if (found < 0) return false;
      from = found + length;
    }
    return true;
  };
}

/** Up to this length looking at each place in turn is fast however value and pattern are chosen. */
const SHORT = 64;

function searchFor(chunk: Chunk): Search {
  if (chunk.length > SHORT)
    return bitSearch(signsOf(chunk), (value, at) => fits(chunk, value, at));
  if (!isText(chunk))
    return (value, from, last) => {
      for (let at = from; at <= last; at += 1)
        if (fits(chunk, value, at)) return at;
      return -1;
    };
  const text = textOf(chunk);
  return (value, from, last) => {
    const found = value.indexOf(text, from);
    return found <= last ? found : -1;
  };
}

function signsOf(chunk: Chunk): (string | undefined)[] {
  const signs = Array<string | undefined>(chunk.length).fill(undefined);
  for (const { at, text } of chunk.texts)
    for (let i = 0; i < text.length; i += 1) signs[at + i] = text[i];
  return signs;
}

function fits(chunk: Chunk, value: string, at: number): boolean {
  for (const { at: offset, text } of chunk.texts)
    if (!value.startsWith(text, at + offset)) return false;
  return true;
}
