import type { Shape } from "../schema/shape.ts";

/** Writes an output as CBOR by its shape: timestamps under tag 1, blobs as byte strings, whole numbers as integers. */
export function cborBytes(shape: Shape, value: unknown): Uint8Array {
  const sink = new CborSink();
  write(sink, shape, value);
  return sink.bytes();
}

/** Writes plain values: strings, numbers, booleans, bytes, dates, lists and objects, for errors and events. */
export function plainCborBytes(value: unknown): Uint8Array {
  const sink = new CborSink();
  writePlain(sink, value);
  return sink.bytes();
}

function write(sink: CborSink, shape: Shape, value: unknown): void {
  if (shape.kind === "structure") {
    const source = value as Record<string, unknown>;
    const set = shape.members.filter(({ name }) => !absent(source[name]));
    sink.head(5, set.length);
    for (const member of set) {
      sink.text(member.name);
      write(sink, member.shape, source[member.name]);
    }
    return;
  }
  if (shape.kind === "list") {
    const { shape: item, traits } = shape.item;
    const kept = [...(value as Iterable<unknown>)].filter(
      (element) => traits.sparse || !absent(element),
    );
    sink.head(4, kept.length);
    for (const element of kept) {
      if (absent(element)) sink.byte(0xf6);
      else write(sink, item, element);
    }
    return;
  }
  if (shape.kind === "map") {
    const kept = Object.entries(value as object).filter(
      ([, element]) => shape.value.traits.sparse || !absent(element),
    );
    sink.head(5, kept.length);
    for (const [key, element] of kept) {
      sink.text(key);
      if (absent(element)) sink.byte(0xf6);
      else write(sink, shape.value.shape, element);
    }
    return;
  }
  if (shape.kind === "blob") {
    writePlain(sink, typeof value === "string" ? Buffer.from(value) : value);
    return;
  }
  writePlain(sink, value);
}

function writePlain(sink: CborSink, value: unknown): void {
  if (absent(value)) sink.byte(0xf6);
  else if (typeof value === "string") sink.text(value);
  else if (typeof value === "boolean") sink.byte(value ? 0xf5 : 0xf4);
  else if (typeof value === "number") sink.number(value);
  else if (typeof value === "bigint") sink.number(Number(value));
  else if (value instanceof Date) {
    sink.byte(0xc1);
    sink.number(value.getTime() / 1000);
  } else if (value instanceof Uint8Array) {
    sink.head(2, value.byteLength);
    sink.raw(value);
  } else if (Array.isArray(value)) {
    sink.head(4, value.length);
    for (const item of value) writePlain(sink, item);
  } else {
    const set = Object.entries(value as object).filter(
      ([, item]) => !absent(item),
    );
    sink.head(5, set.length);
    for (const [key, item] of set) {
      sink.text(key);
      writePlain(sink, item);
    }
  }
}

function absent(value: unknown): boolean {
  return value === undefined || value === null;
}

/** Bytes that grow; numbers go out in their shortest form. */
class CborSink {
  #buffer = Buffer.allocUnsafe(1024);
  #at = 0;

  bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#at);
  }

  byte(value: number): void {
    this.#room(1);
    this.#buffer[this.#at++] = value;
  }

  raw(bytes: Uint8Array): void {
    this.#room(bytes.byteLength);
    this.#buffer.set(bytes, this.#at);
    this.#at += bytes.byteLength;
  }

  text(text: string): void {
    const size = Buffer.byteLength(text);
    this.head(3, size);
    this.#room(size);
    this.#at += this.#buffer.write(text, this.#at);
  }

  head(major: number, value: number): void {
    this.#room(9);
    const kind = major << 5;
    if (value < 24) this.#buffer[this.#at++] = kind | value;
    else if (value < 0x100) {
      this.#buffer[this.#at++] = kind | 24;
      this.#buffer[this.#at++] = value;
    } else if (value < 0x10000) {
      this.#buffer[this.#at++] = kind | 25;
      this.#at = this.#buffer.writeUInt16BE(value, this.#at);
    } else if (value < 0x100000000) {
      this.#buffer[this.#at++] = kind | 26;
      this.#at = this.#buffer.writeUInt32BE(value, this.#at);
    } else {
      this.#buffer[this.#at++] = kind | 27;
      this.#at = this.#buffer.writeBigUInt64BE(BigInt(value), this.#at);
    }
  }

  number(value: number): void {
    if (Number.isSafeInteger(value) && !Object.is(value, -0)) {
      if (value >= 0) this.head(0, value);
      else this.head(1, -1 - value);
      return;
    }
    this.#room(9);
    this.#buffer[this.#at++] = 0xfb;
    this.#at = this.#buffer.writeDoubleBE(value, this.#at);
  }

  #room(size: number): void {
    if (this.#at + size <= this.#buffer.byteLength) return;
    const grown = Buffer.allocUnsafe(
      Math.max(this.#buffer.byteLength * 2, this.#at + size),
    );
    this.#buffer.copy(grown, 0, 0, this.#at);
    this.#buffer = grown;
  }
}
