/** CRC-32C (Castagnoli), reflected; the eight tables take eight bytes a step. */
let castagnoli: readonly Int32Array[] | undefined;

/** Continues a CRC-32C over more bytes; start with 0. */
export function crc32c(bytes: Uint8Array, crc: number): number {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = (castagnoli ??=
    tables32(0x82f63b78));
  let value = ~crc;
  let at = 0;
  for (const end = bytes.length - 7; at < end; at += 8) {
    value ^=
      bytes[at]! |
      (bytes[at + 1]! << 8) |
      (bytes[at + 2]! << 16) |
      (bytes[at + 3]! << 24);
    value =
      t7![value & 255]! ^
      t6![(value >>> 8) & 255]! ^
      t5![(value >>> 16) & 255]! ^
      t4![value >>> 24]! ^
      t3![bytes[at + 4]!]! ^
      t2![bytes[at + 5]!]! ^
      t1![bytes[at + 6]!]! ^
      t0![bytes[at + 7]!]!;
  }
  for (; at < bytes.length; at++)
    value = t0![(value ^ bytes[at]!) & 255]! ^ (value >>> 8);
  return ~value >>> 0;
}

/** A 64-bit value in two halves, as JavaScript's bitwise operators take 32 bits. */
export interface Halves {
  readonly high: number;
  readonly low: number;
}

/** CRC-64/NVME, reflected. */
let nvme: ReturnType<typeof tables64> | undefined;

/** Continues a CRC-64/NVME over more bytes; start with zeros. */
export function crc64nvme(bytes: Uint8Array, crc: Halves): Halves {
  const { high: highs, low: lows } = (nvme ??= tables64(
    0x9a6c9329,
    0xac4bc9b5,
  ));
  let high = ~crc.high;
  let low = ~crc.low;
  let at = 0;
  for (const end = bytes.length - 7; at < end; at += 8) {
    low ^=
      bytes[at]! |
      (bytes[at + 1]! << 8) |
      (bytes[at + 2]! << 16) |
      (bytes[at + 3]! << 24);
    high ^=
      bytes[at + 4]! |
      (bytes[at + 5]! << 8) |
      (bytes[at + 6]! << 16) |
      (bytes[at + 7]! << 24);
    const i7 = 1792 + (low & 255);
    const i6 = 1536 + ((low >>> 8) & 255);
    const i5 = 1280 + ((low >>> 16) & 255);
    const i4 = 1024 + (low >>> 24);
    const i3 = 768 + (high & 255);
    const i2 = 512 + ((high >>> 8) & 255);
    const i1 = 256 + ((high >>> 16) & 255);
    const i0 = high >>> 24;
    low =
      lows[i7]! ^
      lows[i6]! ^
      lows[i5]! ^
      lows[i4]! ^
      lows[i3]! ^
      lows[i2]! ^
      lows[i1]! ^
      lows[i0]!;
    high =
      highs[i7]! ^
      highs[i6]! ^
      highs[i5]! ^
      highs[i4]! ^
      highs[i3]! ^
      highs[i2]! ^
      highs[i1]! ^
      highs[i0]!;
  }
  for (; at < bytes.length; at++) {
    const index = (low ^ bytes[at]!) & 255;
    low = ((low >>> 8) | (high << 24)) ^ lows[index]!;
    high = (high >>> 8) ^ highs[index]!;
  }
  return { high: ~high >>> 0, low: ~low >>> 0 };
}

function tables32(polynomial: number): readonly Int32Array[] {
  const first = new Int32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let value = byte;
    for (let bit = 0; bit < 8; bit++)
      value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
    first[byte] = value;
  }
  const tables = [first];
  for (let table = 1; table < 8; table++) {
    const above = tables[table - 1]!;
    tables.push(above.map((value) => (value >>> 8) ^ first[value & 255]!));
  }
  return tables;
}

/** The eight tables one after the other, each of 256. */
function tables64(
  polynomialHigh: number,
  polynomialLow: number,
): { high: Int32Array; low: Int32Array } {
  const high = new Int32Array(2048);
  const low = new Int32Array(2048);
  for (let byte = 0; byte < 256; byte++) {
    let h = 0;
    let l = byte;
    for (let bit = 0; bit < 8; bit++) {
      const odd = l & 1;
      l = (l >>> 1) | (h << 31);
      h >>>= 1;
      if (odd) {
        h ^= polynomialHigh;
        l ^= polynomialLow;
      }
    }
    high[byte] = h;
    low[byte] = l;
  }
  for (let index = 256; index < 2048; index++) {
    const h = high[index - 256]!;
    const l = low[index - 256]!;
    low[index] = ((l >>> 8) | (h << 24)) ^ low[l & 255]!;
    high[index] = (h >>> 8) ^ high[l & 255]!;
  }
  return { high, low };
}
