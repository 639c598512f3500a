import { Readable } from "node:stream";
import type { StreamedInvocation } from "@gatehouse/sandbox";
import type { HostedAnswer } from "../../../core/hosted.ts";
import { preludeOf, STREAM_TYPE } from "./answer.ts";

/** The type of a streamed answer that begins with a prelude: JSON and eight NULs. */
const WITH_PRELUDE = "application/vnd.awslambda.http-integration-response";
const END = Buffer.alloc(8);
/** Bytes in which a prelude must have ended. */
const LONGEST_PRELUDE = 65_536;

/**
 * A streamed answer as HTTP: its head from the prelude, its body as it comes. A failure before the first byte is
 * undefined; one behind it breaks the connection, so that no client takes the answer for whole.
 */
export async function streamedAnswer({
  contentType,
  body,
  result,
}: StreamedInvocation): Promise<HostedAnswer | undefined> {
  const pieces = (body as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  const first = await pieces.next();
  if (first.done && (await result).functionError !== undefined)
    return undefined;
  const begun = first.done ? Buffer.alloc(0) : first.value;
  if (contentType !== WITH_PRELUDE)
    return {
      status: 200,
      headers: { "content-type": contentType || STREAM_TYPE },
      body: wholeOrBroken(begun, pieces, result),
    };
  const prelude = await preludeIn(begun, pieces);
  const head = prelude && preludeOf(prelude.json);
  if (!head) {
    await pieces.return?.();
    return undefined;
  }
  return { ...head, body: wholeOrBroken(prelude.rest, pieces, result) };
}

async function preludeIn(
  begun: Buffer,
  pieces: AsyncIterator<Buffer>,
): Promise<{ json: Buffer; rest: Buffer } | undefined> {
  let bytes = begun;
  for (;;) {
    const at = bytes.indexOf(END);
    if (at >= 0)
      return {
        json: bytes.subarray(0, at),
        rest: bytes.subarray(at + END.length),
      };
    if (bytes.length > LONGEST_PRELUDE) return undefined;
    const next = await pieces.next();
    if (next.done) return undefined;
    bytes = Buffer.concat([bytes, next.value]);
  }
}

function wholeOrBroken(
  begun: Buffer,
  pieces: AsyncIterator<Buffer>,
  result: StreamedInvocation["result"],
): Readable {
  async function* all(): AsyncGenerator<Buffer> {
    try {
      if (begun.length > 0) yield begun;
      for (;;) {
        const next = await pieces.next();
        if (next.done) break;
        yield next.value;
      }
    } finally {
      await pieces.return?.();
    }
    const { functionError, errorType } = await result;
    if (functionError !== undefined)
      throw new Error(`The function failed midway: ${errorType}.`);
  }
  return Readable.from(all(), { objectMode: false });
}
