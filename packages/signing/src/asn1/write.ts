import { contextTag, tags } from "./read.ts";

/** An element in DER: identifier octet, shortest length, and its contents joined. */
export function element(tag: number, ...contents: Uint8Array[]): Uint8Array {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag]), length(content.length), content]);
}

/** A constructed element of indefinite length, which AWS Signer uses for the outer layers of its signatures. */
export function openEnded(tag: number, ...contents: Uint8Array[]): Uint8Array {
  return Buffer.concat([
    Buffer.from([tag, 0x80]),
    ...contents,
    Buffer.from([0, 0]),
  ]);
}

/** SEQUENCE. */
export function sequence(...contents: Uint8Array[]): Uint8Array {
  return element(tags.sequence, ...contents);
}

/** SET OF, its elements in the ascending order that DER demands. */
export function setOf(...contents: Uint8Array[]): Uint8Array {
  return element(
    tags.set,
    ...contents.toSorted((left, right) => Buffer.compare(left, right)),
  );
}

/** A constructed, context-specific element `[number]`. */
export function context(number: number, ...contents: Uint8Array[]): Uint8Array {
  return element(contextTag(number), ...contents);
}

/** INTEGER, from a small number or from the big-endian bytes of a non-negative one. */
export function integer(value: number | Uint8Array): Uint8Array {
  const bytes = typeof value === "number" ? Buffer.from([value]) : value;
  const start = bytes.findIndex((byte) => byte !== 0);
  const shortest = start === -1 ? Buffer.from([0]) : bytes.subarray(start);
  const negative = (shortest[0] ?? 0) >= 0x80;
  return element(
    tags.integer,
    ...(negative ? [Buffer.from([0])] : []),
    shortest,
  );
}

/** OBJECT IDENTIFIER from its dotted form; arcs may be of any size. */
export function oid(dotted: string): Uint8Array {
  const [root = 0n, second = 0n, ...rest] = dotted.split(".").map(BigInt);
  const arcs = [root * 40n + second, ...rest];
  return element(tags.oid, Buffer.from(arcs.flatMap(base128)));
}

/** UTF8String. */
export function utf8String(text: string): Uint8Array {
  return element(tags.utf8String, Buffer.from(text));
}

/** OCTET STRING. */
export function octetString(bytes: Uint8Array): Uint8Array {
  return element(tags.octetString, bytes);
}

/** BIT STRING; `unused` counts the bits of the last byte that do not belong to it. */
export function bitString(bytes: Uint8Array, unused = 0): Uint8Array {
  return element(tags.bitString, Buffer.from([unused]), bytes);
}

/** BOOLEAN TRUE; DER leaves FALSE out where it is the default. */
export const derTrue: Uint8Array = element(tags.boolean, Buffer.from([0xff]));

/** NULL. */
export const derNull: Uint8Array = element(tags.null);

/** GeneralizedTime in UTC, with milliseconds unless they are zero, and no trailing zeros (X.690 11.7). */
export function generalizedTime(time: Date): Uint8Array {
  const [seconds = "", milliseconds = ""] = time
    .toISOString()
    .replace(/[-:TZ]/g, "")
    .split(".");
  const fraction = milliseconds.replace(/0+$/, "");
  const text = fraction === "" ? seconds : `${seconds}.${fraction}`;
  return element(tags.generalizedTime, Buffer.from(`${text}Z`));
}

/** A certificate's time to the second: UTCTime through 2049 and GeneralizedTime after (RFC 5280 4.1.2.5). */
export function certificateTime(time: Date): Uint8Array {
  const whole = new Date(Math.floor(time.getTime() / 1000) * 1000);
  if (whole.getUTCFullYear() >= 2050) return generalizedTime(whole);
  const text = whole.toISOString().replace(/[-:T]/g, "").slice(2, 14);
  return element(tags.utcTime, Buffer.from(`${text}Z`));
}

function length(size: number): Uint8Array {
  if (size < 0x80) return Buffer.from([size]);
  const bytes: number[] = [];
  for (let rest = size; rest > 0; rest = Math.floor(rest / 256))
    bytes.unshift(rest % 256);
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}

function base128(arc: bigint): number[] {
  const bytes = [Number(arc & 0x7fn)];
  for (let rest = arc >> 7n; rest > 0n; rest >>= 7n)
    bytes.unshift(Number(rest & 0x7fn) | 0x80);
  return bytes;
}
