import { Readable } from "node:stream";
import type { Context } from "../../core/context.ts";
import type { ByteRange } from "./byte-range.ts";
import type { Content } from "./tables.ts";

/** Streams an object, or an inclusive range of its bytes, from the pieces that it lies in. */
export function readContent(
  { blobs }: Pick<Context, "blobs">,
  { size, pieces }: Pick<Content, "size" | "pieces">,
  { start, end }: ByteRange = { start: 0, end: size - 1 },
): Readable | Uint8Array {
  const wanted: { blob: { sha256: string; size: number }; range: ByteRange }[] =
    [];
  let offset = 0;
  for (const { blob } of pieces) {
    const range = {
      start: Math.max(start - offset, 0),
      end: Math.min(end - offset, blob.size - 1),
    };
    if (range.start <= range.end) wanted.push({ blob, range });
    offset += blob.size;
  }
  const [first, ...more] = wanted;
  if (!first) return new Uint8Array();
  if (more.length === 0) return blobs.read(first.blob, first.range);
  return Readable.from(oneAfterTheOther(), { objectMode: false });

  async function* oneAfterTheOther(): AsyncGenerator<Uint8Array> {
    for (const { blob, range } of wanted)
      yield* blobs.read(blob, range) as AsyncIterable<Uint8Array>;
  }
}
