import { ChunkedBody } from "./chunked-body.ts";
import { type BodyTarget, GrowingBody } from "./growing-body.ts";
import { type ReadFault, type RequestHead, parseHead } from "./request-head.ts";

export type { ReadFault } from "./request-head.ts";

/** One whole request; `tooLarge` means that the body went past the limit and was thrown away. */
export interface RuntimeRequest {
  /** The body went, as it came, where the reader's owner wanted it; `body` is empty. */
  readonly streamed: boolean;
  readonly method: string;
  readonly target: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly trailers: ReadonlyMap<string, string>;
  readonly body: Buffer;
  readonly tooLarge: boolean;
  readonly keepAlive: boolean;
}

const EMPTY = Buffer.alloc(0);
const NO_FIELDS: ReadonlyMap<string, string> = new Map();
// Runtime clients put an X-Ray cause of up to 1 MiB into one header.
const HEAD_LIMIT = 1_048_576 + 16_384;

/** Takes a body while it arrives; nothing for a request whose body is to be gathered. */
export type StreamedTarget = (head: RequestHead) => BodyTarget | undefined;

type Body = { content: BodyTarget; streamed: boolean } & (
  { kind: "length"; left: number } | { kind: "chunked"; chunks: ChunkedBody }
);

/**
 * Reads HTTP/1.1 requests out of the pieces of one connection: `push` what arrived, then `take` until it gives nothing.
 * A fault is final. Written by hand because the general server costs three times the time for these four calls.
 */
export class RequestReader {
  readonly #bodyLimit: number;
  readonly #streamedTarget: StreamedTarget;
  #buffer: Buffer = EMPTY;
  #head: RequestHead | undefined;
  #body: Body | undefined;
  #fault: ReadFault | undefined;
  #familiar: { text: string; head: RequestHead } | undefined;

  constructor(
    bodyLimit: number,
    streamedTarget: StreamedTarget = () => undefined,
  ) {
    this.#bodyLimit = bodyLimit;
    this.#streamedTarget = streamedTarget;
  }

  push(piece: Buffer): void {
    this.#buffer =
      this.#buffer.length === 0 ? piece : Buffer.concat([this.#buffer, piece]);
  }

  take(): RuntimeRequest | ReadFault | undefined {
    if (this.#fault) return this.#fault;
    const head = (this.#head ??= this.#takeHead());
    if (!head) return this.#fault;
    this.#body ??= bodyOf(head, this.#streamedTarget(head), this.#bodyLimit);
    const trailers = this.#fillBody(this.#body);
    if (!trailers) return this.#fault;

    const { content, streamed } = this.#body;
    this.#head = undefined;
    this.#body = undefined;
    return {
      streamed,
      method: head.method,
      target: head.target,
      headers: head.headers,
      trailers,
      body: content.bytes(),
      tooLarge: content.tooLarge,
      keepAlive: head.keepAlive,
    };
  }

  /** Bytes held that no request has used yet. */
  get buffered(): number {
    return this.#buffer.length;
  }

  /** True once for a request whose client waits for `100 Continue` before it sends the body. */
  takeExpectation(): boolean {
    if (!this.#head?.expectsContinue) return false;
    this.#head = { ...this.#head, expectsContinue: false };
    return true;
  }

  #takeHead(): RequestHead | undefined {
    const end = this.#buffer.indexOf("\r\n\r\n");
    if (end < 0 ? this.#buffer.length > HEAD_LIMIT : end > HEAD_LIMIT)
      return this.#fail({ fault: "head too large" });
    if (end < 0) return undefined;
    const head = this.#parse(this.#buffer.toString("latin1", 0, end));
    this.#buffer = this.#buffer.subarray(end + 4);
    return "fault" in head ? this.#fail(head) : head;
  }

  /** A client asks for `/next` with the same bytes every time. */
  #parse(text: string): RequestHead | ReadFault {
    if (this.#familiar?.text === text) return this.#familiar.head;
    const head = parseHead(text);
    if (!("fault" in head) && head.method === "GET")
      this.#familiar = { text, head };
    return head;
  }

  /** The trailers once the body is whole. */
  #fillBody(body: Body): ReadonlyMap<string, string> | undefined {
    if (body.kind === "length") {
      const piece = this.#buffer.subarray(0, body.left);
      if (piece.length > 0) body.content.append(piece);
      body.left -= piece.length;
      this.#buffer = this.#buffer.subarray(piece.length);
      return body.left === 0 ? NO_FIELDS : undefined;
    }
    const read = body.chunks.read(this.#buffer, body.content);
    if ("fault" in read) return this.#fail(read);
    this.#buffer = this.#buffer.subarray(read.used);
    return read.trailers;
  }

  #fail(fault: ReadFault): undefined {
    this.#fault = fault;
    this.#buffer = EMPTY;
  }
}

function bodyOf(
  head: RequestHead,
  target: BodyTarget | undefined,
  limit: number,
): Body {
  const content = target ?? new GrowingBody(limit);
  const streamed = target !== undefined;
  return head.framing.kind === "length"
    ? { kind: "length", left: head.framing.bytes, content, streamed }
    : { kind: "chunked", chunks: new ChunkedBody(), content, streamed };
}
