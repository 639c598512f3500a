import type { BodyTarget } from "./growing-body.ts";
import { type ReadFault, parseFields } from "./request-head.ts";

const CHUNK_SIZE = /^([0-9a-fA-F]{1,12})$/;
const SIZE_LINE_LIMIT = 64;
const TRAILER_LIMIT = 1_048_576;

interface Progress {
  readonly used: number;
  /** Present once the last chunk and the trailers are read. */
  readonly trailers?: ReadonlyMap<string, string>;
}

/** Reads a chunked body (RFC 9112, section 7.1) piece by piece; chunk extensions are refused, as no runtime sends any. */
export class ChunkedBody {
  #left = 0;
  #state: "size" | "data" | "data-end" | "trailers" = "size";

  read(bytes: Buffer, into: BodyTarget): Progress | ReadFault {
    let at = 0;
    for (;;) {
      if (this.#state === "data") {
        const piece = bytes.subarray(at, at + this.#left);
        if (piece.length > 0) into.append(piece);
        this.#left -= piece.length;
        at += piece.length;
        if (this.#left > 0) return { used: at };
        this.#state = "data-end";
      }
      if (this.#state === "data-end") {
        if (bytes.length - at < 2) return { used: at };
        if (bytes[at] !== 13 || bytes[at + 1] !== 10)
          return { fault: "malformed chunk" };
        at += 2;
        this.#state = "size";
      }
      if (this.#state === "trailers") return readTrailers(bytes, at);

      const end = bytes.indexOf("\r\n", at);
      if (end < 0 ? bytes.length - at > SIZE_LINE_LIMIT : false)
        return { fault: "malformed chunk size" };
      if (end < 0) return { used: at };
      const size = CHUNK_SIZE.exec(bytes.toString("latin1", at, end));
      if (!size) return { fault: "malformed chunk size" };
      at = end + 2;
      this.#left = Number.parseInt(size[1] ?? "", 16);
      this.#state = this.#left === 0 ? "trailers" : "data";
    }
  }
}

function readTrailers(bytes: Buffer, at: number): Progress | ReadFault {
  if (bytes.length - at >= 2 && bytes[at] === 13 && bytes[at + 1] === 10)
    return { used: at + 2, trailers: new Map() };
  const end = bytes.indexOf("\r\n\r\n", at);
  if (end < 0 ? bytes.length - at > TRAILER_LIMIT : end - at > TRAILER_LIMIT)
    return { fault: "trailers too large" };
  if (end < 0) return { used: at };
  const read = parseFields(bytes.toString("latin1", at, end).split("\r\n"), 0);
  return "fault" in read ? read : { used: end + 4, trailers: read.fields };
}
