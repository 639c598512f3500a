import { serialization } from "../fault.ts";
import { setOwn } from "./own-key.ts";
import { utf8Text } from "./utf8.ts";

/** A tagged CBOR item; the tags with a meaning here are 1 (epoch time) and 2 and 3 (big integers). */
export class CborTag {
  readonly tag: number;
  readonly value: unknown;

  constructor(tag: number, value: unknown) {
    this.tag = tag;
    this.value = value;
  }
}

const depthLimit = 256;

/**
 * Parses RFC 8949 bytes to plain values: maps to objects, byte strings to Uint8Array, integers beyond 2^53 to bigint,
 * tags to `CborTag`. An empty body reads as an empty object. Throws SerializationException.
 */
export function parsedCbor(body: Uint8Array): unknown {
  if (body.byteLength === 0) return {};
  const reader = new CborReader(body);
  const value = reader.item(0);
  if (!reader.done)
    throw serialization("Unexpected bytes after the end of the CBOR item");
  return value;
}

/** Ends an indefinite-length item. */
const stop = Symbol("break");

class CborReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get done(): boolean {
    return this.#at === this.#bytes.byteLength;
  }

  item(depth: number): unknown {
    const value = this.#itemOrStop(depth);
    if (value === stop) throw malformed();
    return value;
  }

  #itemOrStop(depth: number): unknown {
    if (depth > depthLimit)
      throw serialization("The request body is nested too deeply");
    const first = this.#take(1)[0]!;
    const major = first >> 5;
    const info = first & 31;
    if (major === 7) return this.#special(info);
    const indefinite = info === 31;
    if (indefinite && (major < 2 || major === 6)) throw malformed();
    const count = indefinite ? 0 : this.#argument(info);
    if (major === 0) return count;
    if (major === 1)
      return typeof count === "bigint" ? -1n - count : -1 - count;
    if (major === 6) return new CborTag(Number(count), this.item(depth + 1));
    // An item takes at least a byte, so a count beyond the remaining bytes is a lie.
    if (count > this.#bytes.byteLength - this.#at) throw malformed();
    const length = indefinite ? Infinity : Number(count);
    if (major === 2) return this.#string(length, 2);
    if (major === 3) return textOf(this.#string(length, 3));
    return major === 4 ? this.#list(length, depth) : this.#map(length, depth);
  }

  #string(length: number, major: number): Uint8Array {
    if (length !== Infinity) return this.#take(length);
    const chunks: Uint8Array[] = [];
    for (;;) {
      const first = this.#take(1)[0]!;
      if (first === 0xff) return Buffer.concat(chunks);
      // Chunks of an indefinite string are definite strings of the same kind.
      if (first >> 5 !== major || (first & 31) === 31) throw malformed();
      const chunk = this.#take(Number(this.#argument(first & 31)));
      if (major === 3) textOf(chunk);
      chunks.push(chunk);
    }
  }

  #list(length: number, depth: number): unknown[] {
    const list: unknown[] = [];
    while (list.length < length) {
      const value = this.#itemOrStop(depth + 1);
      if (value === stop) {
        if (length !== Infinity) throw malformed();
        break;
      }
      list.push(value);
    }
    return list;
  }

  #map(length: number, depth: number): Record<string, unknown> {
    const map: Record<string, unknown> = {};
    for (let entry = 0; entry < length; entry++) {
      const key = this.#itemOrStop(depth + 1);
      if (key === stop) {
        if (length !== Infinity) throw malformed();
        break;
      }
      if (typeof key !== "string") throw malformed();
      setOwn(map, key, this.item(depth + 1));
    }
    return map;
  }

  #special(info: number): unknown {
    switch (info) {
      case 20:
        return false;
      case 21:
        return true;
      case 22:
      case 23:
        return null;
      case 25:
        return halfFloat(this.#number(2, (at) => this.#view.getUint16(at)));
      case 26:
        return this.#number(4, (at) => this.#view.getFloat32(at));
      case 27:
        return this.#number(8, (at) => this.#view.getFloat64(at));
      case 31:
        return stop;
      default:
        throw malformed();
    }
  }

  #argument(info: number): number | bigint {
    if (info < 24) return info;
    if (info === 24) return this.#number(1, (at) => this.#view.getUint8(at));
    if (info === 25) return this.#number(2, (at) => this.#view.getUint16(at));
    if (info === 26) return this.#number(4, (at) => this.#view.getUint32(at));
    if (info !== 27) throw malformed();
    const wide = this.#number(8, (at) => this.#view.getBigUint64(at));
    return wide <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(wide) : wide;
  }

  #number<T>(size: number, read: (at: number) => T): T {
    const at = this.#at;
    this.#take(size);
    return read(at);
  }

  #take(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.#bytes.byteLength) throw malformed();
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }
}

function textOf(bytes: Uint8Array): string {
  const text = utf8Text(bytes);
  if (text === undefined)
    throw serialization("Invalid UTF-8 in the request body");
  return text;
}

function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function malformed(): Error {
  return serialization("The request body is not well-formed CBOR");
}
