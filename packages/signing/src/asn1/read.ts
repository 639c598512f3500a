/** ASN.1 that is not what was asked for; `parseSignature` and `readCertificate` turn it into a typed result. */
export class Malformed extends Error {
  constructor(message: string) {
    super(message);
    this.name = "Malformed";
  }
}

/** One element: its identifier octet, all of its bytes, its content, and its parts when it is constructed. */
export type Element = {
  readonly tag: number;
  readonly raw: Uint8Array;
  readonly content: Uint8Array;
  readonly children: readonly Element[];
  /** Whether a marker instead of a length ends it, as BER allows and AWS Signer writes. */
  readonly indefinite: boolean;
};

/** Identifier octets that occur in certificates and signatures. */
export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  sequence: 0x30,
  set: 0x31,
  utcTime: 0x17,
  generalizedTime: 0x18,
} as const;

/** The identifier octet of a constructed, context-specific tag. */
export function contextTag(number: number): number {
  return 0xa0 | number;
}

const constructedBit = 0x20;
const multiByteTag = 0x1f;
const deepest = 20;

/**
 * Reads one element and everything in it. Lengths must be minimal and nothing may follow, so that no byte can
 * change without notice; of BER only indefinite lengths are let through. Throws `Malformed`.
 */
export function readElement(bytes: Uint8Array): Element {
  const { element, next } = readAt(bytes, 0, 0);
  if (next !== bytes.length)
    throw new Malformed(`${bytes.length - next} bytes follow the structure.`);
  return element;
}

type Step = { readonly element: Element; readonly next: number };

function readAt(bytes: Uint8Array, at: number, depth: number): Step {
  if (depth > deepest)
    throw new Malformed(`The structure nests deeper than ${deepest} levels.`);
  const tag = byteAt(bytes, at);
  if ((tag & multiByteTag) === multiByteTag || tag === 0)
    throw new Malformed(`Unexpected tag 0x${tag.toString(16)}.`);
  const first = byteAt(bytes, at + 1);
  if (first === 0x80) return readIndefinite(bytes, at, tag, depth);

  const { length, start } = readLength(bytes, at + 1, first);
  const end = start + length;
  if (end > bytes.length)
    throw new Malformed("An element overruns its container.");
  const content = bytes.subarray(start, end);
  const children = tag & constructedBit ? readAll(content, depth + 1) : [];
  const raw = bytes.subarray(at, end);
  return {
    element: { tag, raw, content, children, indefinite: false },
    next: end,
  };
}

function readAll(content: Uint8Array, depth: number): Element[] {
  const children: Element[] = [];
  let at = 0;
  while (at < content.length) {
    const { element, next } = readAt(content, at, depth);
    children.push(element);
    at = next;
  }
  return children;
}

function readIndefinite(
  bytes: Uint8Array,
  at: number,
  tag: number,
  depth: number,
): Step {
  if (!(tag & constructedBit))
    throw new Malformed("A primitive element has no definite length.");
  const children: Element[] = [];
  let position = at + 2;
  while (byteAt(bytes, position) !== 0 || byteAt(bytes, position + 1) !== 0) {
    const { element, next } = readAt(bytes, position, depth + 1);
    children.push(element);
    position = next;
  }
  const content = bytes.subarray(at + 2, position);
  const raw = bytes.subarray(at, position + 2);
  return {
    element: { tag, raw, content, children, indefinite: true },
    next: position + 2,
  };
}

function readLength(bytes: Uint8Array, at: number, first: number) {
  if (first < 0x80) return { length: first, start: at + 1 };
  const count = first & 0x7f;
  if (count > 4) throw new Malformed("An element is too long.");
  let length = 0;
  for (let index = 1; index <= count; index++)
    length = length * 256 + byteAt(bytes, at + index);
  if (length < 0x80 || length < 256 ** (count - 1))
    throw new Malformed("A length is not in its shortest form.");
  return { length, start: at + 1 + count };
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw new Malformed("The structure is cut short.");
  return byte;
}

/** The parts of an element that must have the tag; indefinite lengths must be allowed by name. */
export function parts(
  element: Element | undefined,
  tag: number,
  what: string,
  options: { readonly indefinite?: boolean } = {},
): readonly Element[] {
  return tagged(element, tag, what, options).children;
}

/** The element itself, when it has the tag and an allowed length; else `Malformed` naming `what`. */
export function tagged(
  element: Element | undefined,
  tag: number,
  what: string,
  options: { readonly indefinite?: boolean } = {},
): Element {
  if (element?.tag !== tag)
    throw new Malformed(
      `Expected ${what} (tag 0x${tag.toString(16)}), found ${element ? `tag 0x${element.tag.toString(16)}` : "nothing"}.`,
    );
  if (element.indefinite && !options.indefinite)
    throw new Malformed(`${what} must have a definite length.`);
  return element;
}

/** Whether two byte strings are equal. */
export function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return Buffer.compare(left, right) === 0;
}

/** An object identifier in dotted form, its arcs in their shortest form. */
export function readOid(element: Element | undefined, what: string): string {
  const { content } = tagged(element, tags.oid, what);
  const arcs: bigint[] = [];
  let value = 0n;
  let fresh = true;
  for (const byte of content) {
    if (fresh && byte === 0x80)
      throw new Malformed(`${what} has an arc that is not in shortest form.`);
    value = (value << 7n) | BigInt(byte & 0x7f);
    fresh = (byte & 0x80) === 0;
    if (!fresh) continue;
    arcs.push(value);
    value = 0n;
  }
  const first = arcs[0];
  if (!fresh || first === undefined)
    throw new Malformed(`${what} is no object identifier.`);
  const root = first < 80n ? first / 40n : 2n;
  return [root, first - root * 40n, ...arcs.slice(1)].join(".");
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A UTF8String's text without control characters. */
export function readText(element: Element | undefined, what: string): string {
  const { content } = tagged(element, tags.utf8String, what);
  let text: string;
  try {
    text = utf8.decode(content);
  } catch {
    throw new Malformed(`${what} is not valid UTF-8.`);
  }
  if (/\p{Cc}/u.test(text))
    throw new Malformed(`${what} contains control characters.`);
  return text;
}

/** A GeneralizedTime in UTC, to the millisecond. */
export function readTime(element: Element | undefined, what: string): Date {
  const { content } = tagged(element, tags.generalizedTime, what);
  const text = Buffer.from(content).toString("latin1");
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{1,3}))?Z$/.exec(
    text,
  );
  if (!match) throw new Malformed(`${what} is no UTC time to the millisecond.`);
  const [, year, month, day, hour, minute, second, fraction = ""] = match;
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, "0")}Z`;
  const time = new Date(iso);
  if (Number.isNaN(time.getTime()) || time.toISOString() !== iso)
    throw new Malformed(`${what} is not a real date.`);
  return time;
}
