/** A little-endian view over zip records, the byte order of APPNOTE 4.1.5. */
export function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * A 64-bit size or offset as a number. Values past 2^53 come back as Infinity, which no comparison with a real
 * position can equal, so they are refused wherever they are compared.
 */
export function uint64(data: DataView, offset: number): number {
  const value = data.getBigUint64(offset, true);
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : Infinity;
}

/** Every position at which the four bytes of `signature` (little-endian) occur. */
export function positionsOf(bytes: Uint8Array, signature: number): number[] {
  const needle = Buffer.alloc(4);
  needle.writeUInt32LE(signature);
  const haystack = Buffer.from(
    bytes.buffer,
    bytes.byteOffset,
    bytes.byteLength,
  );
  const found: number[] = [];
  for (
    let at = haystack.indexOf(needle);
    at !== -1;
    at = haystack.indexOf(needle, at + 1)
  )
    found.push(at);
  return found;
}
