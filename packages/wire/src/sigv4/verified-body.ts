import { createHash, type Hash } from "node:crypto";
import {
  pipeline,
  type Readable,
  Transform,
  type TransformCallback,
} from "node:stream";
import { WireFault } from "../fault.ts";
import type { RequestHead } from "../request.ts";
import { Checksums } from "./checksums.ts";
import { ChunkedBody } from "./chunked.ts";
import { ChunkSignatures } from "./chunk-signatures.ts";
import type { Verified } from "./verify.ts";

/** What a body is held to besides its signature. */
export interface BodyRules {
  /** Check `x-amz-checksum-*` and Content-MD5: operations with `checksumsInput`; others use those headers otherwise. */
  readonly checksums: boolean;
}

/**
 * A buffered body with everything that the request promised of it checked, `aws-chunked` undone.
 * `verified` is undefined for an anonymous request. Throws WireFault.
 */
export function verifiedBytes(
  head: RequestHead,
  verified: Verified | undefined,
  body: Uint8Array,
  rules: BodyRules,
): Uint8Array {
  if (verified?.bodySigned && !rules.checksums) return body;
  const out: Uint8Array[] = [];
  const check = new BodyCheck(head, verified, rules, (data) => out.push(data));
  if (body.length > 0) check.push(body);
  check.end();
  return out.length === 1 ? out[0]! : Buffer.concat(out);
}

/**
 * A streamed body with the same checks: it ends only when all hold and is destroyed with a WireFault when one fails,
 * so nothing may count as received before its end.
 */
export function verifiedStream(
  head: RequestHead,
  verified: Verified | undefined,
  source: Readable,
  rules: BodyRules,
): VerifiedStream {
  const stream = new VerifiedStream(head, verified, rules);
  // An error of the source destroys the stream with it; the reader hears of it there.
  pipeline(source, stream, () => undefined);
  return stream;
}

/** The decoded body; `trailers` (lower-cased names) are known and verified once it has ended. */
export class VerifiedStream extends Transform {
  readonly #check: BodyCheck;

  constructor(
    head: RequestHead,
    verified: Verified | undefined,
    rules: BodyRules,
  ) {
    super();
    this.#check = new BodyCheck(head, verified, rules, (data) =>
      this.push(data),
    );
  }

  get trailers(): ReadonlyMap<string, string> {
    return this.#check.trailers;
  }

  override _transform(
    chunk: Uint8Array,
    _encoding: string,
    done: TransformCallback,
  ): void {
    settle(() => this.#check.push(chunk), done);
  }

  override _flush(done: TransformCallback): void {
    settle(() => this.#check.end(), done);
  }
}

function settle(step: () => void, done: TransformCallback): void {
  try {
    step();
  } catch (error) {
    done(error as Error);
    return;
  }
  done();
}

/** All checks of one body, bytes in and data out. */
class BodyCheck {
  readonly #out: (data: Uint8Array) => void;
  readonly #chunked: ChunkedBody | undefined;
  readonly #checksums: Checksums | undefined;
  readonly #sha256:
    { readonly expected: string; readonly running: Hash } | undefined;
  readonly #length: number | undefined;
  #count = 0;

  constructor(
    head: RequestHead,
    verified: Verified | undefined,
    rules: BodyRules,
    out: (data: Uint8Array) => void,
  ) {
    this.#out = out;
    const payload =
      verified?.payload ?? head.headers["x-amz-content-sha256"] ?? "";
    const announced = listed(head.headers["x-amz-trailer"]);
    if (payload.startsWith("STREAMING-")) {
      this.#chunked = new ChunkedBody(
        signaturesOf(payload, verified),
        announced,
        (data) => this.#data(data),
      );
      this.#length = decodedLength(head);
    }
    if (rules.checksums)
      this.#checksums = new Checksums(head, this.#chunked ? announced : []);
    if (/^[0-9a-fA-F]{64}$/.test(payload))
      this.#sha256 = {
        expected: payload.toLowerCase(),
        running: createHash("sha256"),
      };
  }

  get trailers(): ReadonlyMap<string, string> {
    return this.#chunked?.trailers ?? new Map();
  }

  push(bytes: Uint8Array): void {
    this.#sha256?.running.update(bytes);
    if (this.#chunked) this.#chunked.push(bytes);
    else this.#data(bytes);
  }

  end(): void {
    this.#chunked?.end();
    if (this.#length !== undefined && this.#count !== this.#length)
      throw new WireFault(
        "IncompleteBody",
        "You did not provide the number of bytes specified by the x-amz-decoded-content-length HTTP header",
      );
    if (
      this.#sha256 &&
      this.#sha256.running.digest("hex") !== this.#sha256.expected
    )
      throw new WireFault(
        "XAmzContentSHA256Mismatch",
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
      );
    for (const [name, value] of this.trailers)
      if (name.startsWith("x-amz-checksum-"))
        this.#checksums?.expect(name, value);
    this.#checksums?.finish();
  }

  #data(data: Uint8Array): void {
    this.#count += data.length;
    if (this.#length !== undefined && this.#count > this.#length)
      throw new WireFault(
        "IncompleteBody",
        "The request body is longer than the x-amz-decoded-content-length HTTP header says",
      );
    this.#checksums?.update(data);
    this.#out(data);
  }
}

/** Whether chunks are signed: known by the payload's name. An anonymous request has nothing to sign them with. */
function signaturesOf(
  payload: string,
  verified: Verified | undefined,
): ChunkSignatures | undefined {
  if (payload === "STREAMING-UNSIGNED-PAYLOAD-TRAILER") return undefined;
  const known =
    payload === "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" ||
    payload === "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
  if (!known || !verified)
    throw new WireFault(
      "InvalidRequest",
      "The value of x-amz-content-sha256 header is invalid.",
    );
  return new ChunkSignatures(verified.seed);
}

function decodedLength(head: RequestHead): number {
  const text = head.headers["x-amz-decoded-content-length"];
  if (text === undefined)
    throw new WireFault(
      "MissingContentLength",
      "You must provide the Content-Length HTTP header.",
      411,
    );
  if (!/^\d{1,15}$/.test(text))
    throw new WireFault(
      "InvalidArgument",
      "Invalid value for x-amz-decoded-content-length.",
    );
  return Number(text);
}

function listed(header: string | undefined): string[] {
  return (header ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "");
}
