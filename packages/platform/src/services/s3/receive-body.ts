import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import type { Context } from "../../core/context.ts";
import type { BlobRef } from "../../store/blobs.ts";
import { base64Of, begin, type Algorithm } from "./checksum/algorithms.ts";
import { entityTooLarge } from "./faults.ts";

/** The most that one PutObject or UploadPart takes: 5 GiB. */
export const LARGEST_BODY = 5 * 1024 ** 3;

/** Bytes that lie in the blob store, and what was reckoned while they passed. */
export interface Received {
  readonly blob: BlobRef;
  /** Hexadecimal. */
  readonly md5: string;
  /** Base 64. */
  readonly checksum: string;
}

/** Takes bytes in as they come; they are never whole in memory. @throws Fault EntityTooLarge */
export async function receiveBody(
  ctx: Pick<Context, "blobs">,
  body: Readable | Uint8Array | string | undefined,
  algorithm: Algorithm,
): Promise<Received> {
  const md5 = createHash("md5");
  const checksum = begin(algorithm);
  let size = 0;
  const blob = await ctx.blobs.write(watched());
  return {
    blob,
    md5: md5.digest("hex"),
    checksum: base64Of(checksum),
  };

  async function* watched(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunksOf(body)) {
      size += chunk.byteLength;
      if (size > LARGEST_BODY) throw entityTooLarge(size, LARGEST_BODY);
      md5.update(chunk);
      checksum.update(chunk);
      yield chunk;
    }
  }
}

/** Calls between services hand over bytes or text, requests a stream. */
function chunksOf(
  body: Readable | Uint8Array | string | undefined,
): AsyncIterable<Uint8Array> | Iterable<Uint8Array> {
  if (body === undefined) return [];
  if (typeof body === "string") return [Buffer.from(body)];
  return body instanceof Uint8Array ? [body] : body;
}
