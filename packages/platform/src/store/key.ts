/** A part of a composite key. Numbers sort by value: safe integers from 0. */
export type KeyPart = string | number;
export type Key = readonly KeyPart[];

const SEPARATOR = "\u0001";
const ESCAPE = "\u0002";

/**
 * Joins parts into one text whose byte order is the parts' order, so that every prefix of parts is a
 * range. The three lowest characters are escaped, which keeps both the order and the boundaries.
 */
export function encodeKey(parts: Key): string {
  let text = "";
  for (const part of parts) text += encodePart(part) + SEPARATOR;
  return text;
}

/** The parts of an encoded key, numbers as their digits. */
export function decodeKey(key: string): string[] {
  return key.split(SEPARATOR).slice(0, -1).map(unescape);
}

/** Whether a row's key can hold it: a client may well ask for the version -1 of something. */
export function isKeyPart(part: KeyPart): boolean {
  return typeof part === "string" || (Number.isSafeInteger(part) && part >= 0);
}

/** The half-open range of all keys that begin with these parts; none of their texts holds U+10FFFF. */
export function prefixRange(parts: Key): { from: string; to: string } {
  const from = encodeKey(parts);
  return { from, to: from + "\u{10ffff}" };
}

/** The range of keys whose last given part begins with `text`, as in a listing by name prefix. */
export function textRange(
  parts: Key,
  text: string,
): { from: string; to: string } {
  const from = encodeKey(parts) + escape(text);
  return { from, to: from + "\u{10ffff}" };
}

function encodePart(part: KeyPart): string {
  if (typeof part === "string") return escape(part);
  if (!isKeyPart(part))
    throw new RangeError(`A key part must be a safe integer from 0: ${part}`);
  return part.toString().padStart(16, "0");
}

// oxlint-disable-next-line no-control-regex -- the control characters are what must be escaped
const LOWEST = /[\u0000-\u0002]/g;

function escape(text: string): string {
  for (let i = 0; i < text.length; i++)
    if (text.charCodeAt(i) <= 2)
      return text.replace(
        LOWEST,
        (c) => ESCAPE + String.fromCharCode(c.charCodeAt(0) + 3),
      );
  return text;
}

function unescape(text: string): string {
  if (!text.includes(ESCAPE)) return text;
  let plain = "";
  for (let i = 0; i < text.length; i++)
    plain +=
      text[i] === ESCAPE
        ? String.fromCharCode(text.charCodeAt(++i) - 3)
        : text[i];
  return plain;
}
