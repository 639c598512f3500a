import { WireFault } from "../fault.ts";
import type { ChunkSignatures } from "./chunk-signatures.ts";

/** A signed chunk is held until its signature is known to be right, so it may not be endless. */
const largestSigned = 16 * 1024 * 1024;
const longestLine = 16 * 1024;
const mostTrailers = 16;

type State = "size" | "data" | "dataEnd" | "trailers" | "done";

/**
 * Undoes `aws-chunked` (`STREAMING-…` payloads): bytes in, data out. With `signatures`, no byte of a chunk
 * comes out before the chunk's signature is checked. Throws WireFault.
 */
export class ChunkedBody {
  readonly trailers = new Map<string, string>();
  readonly #signatures: ChunkSignatures | undefined;
  readonly #announced: ReadonlySet<string>;
  readonly #out: (data: Uint8Array) => void;
  #state: State = "size";
  #line: Buffer[] = [];
  #lineLength = 0;
  #remaining = 0;
  #signature = "";
  #held: Uint8Array[] = [];
  #trailerLines = "";
  #trailersSigned = false;

  constructor(
    signatures: ChunkSignatures | undefined,
    announced: readonly string[],
    out: (data: Uint8Array) => void,
  ) {
    this.#signatures = signatures;
    this.#announced = new Set(announced);
    this.#out = out;
  }

  push(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) {
      if (this.#state === "data") at += this.#data(bytes.subarray(at));
      else if (this.#state === "done") throw incomplete();
      else at += this.#take(bytes.subarray(at));
    }
  }

  /** Throws unless the last chunk and every announced trailer have come. */
  end(): void {
    if (this.#state !== "done") throw incomplete();
    for (const name of this.#announced)
      if (!this.trailers.has(name)) throw malformedTrailer();
  }

  #data(bytes: Uint8Array): number {
    const taken = bytes.subarray(0, this.#remaining);
    this.#remaining -= taken.length;
    if (this.#signatures) this.#held.push(taken);
    else this.#out(taken);
    if (this.#remaining === 0) {
      this.#release();
      this.#state = "dataEnd";
    }
    return taken.length;
  }

  #release(): void {
    if (!this.#signatures) return;
    const data =
      this.#held.length === 1 ? this.#held[0]! : Buffer.concat(this.#held);
    this.#held = [];
    this.#signatures.chunk(data, this.#signature);
    if (data.length > 0) this.#out(data);
  }

  /** Takes bytes up to the end of a line, and the line when it is whole. */
  #take(bytes: Uint8Array): number {
    const found = bytes.indexOf(0x0a);
    const taken = found < 0 ? bytes : bytes.subarray(0, found + 1);
    this.#line.push(Buffer.from(taken));
    this.#lineLength += taken.length;
    if (this.#lineLength > longestLine) throw incomplete();
    if (found >= 0) {
      const line = Buffer.concat(this.#line).toString("latin1");
      this.#line = [];
      this.#lineLength = 0;
      // Some clients end trailer lines with a bare line feed.
      this.#lineRead(
        line.endsWith("\r\n") ? line.slice(0, -2) : line.slice(0, -1),
      );
    }
    return taken.length;
  }

  #lineRead(line: string): void {
    if (this.#state === "size") this.#size(line);
    else if (this.#state === "dataEnd") {
      if (line !== "") throw incomplete();
      this.#state = "size";
    } else this.#trailer(line);
  }

  #size(line: string): void {
    const parts =
      /^([0-9a-fA-F]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line);
    if (!parts || (parts[2] === undefined) !== (this.#signatures === undefined))
      throw incomplete();
    this.#remaining = Number.parseInt(parts[1]!, 16);
    this.#signature = parts[2] ?? "";
    if (this.#signatures && this.#remaining > largestSigned)
      throw new WireFault(
        "InvalidRequest",
        "The chunk size exceeds what is allowed for signed chunks.",
      );
    if (this.#remaining > 0) {
      this.#state = "data";
      return;
    }
    this.#release();
    this.#state = "trailers";
  }

  #trailer(line: string): void {
    if (line === "") return this.#lastLine();
    const at = line.indexOf(":");
    const name = line.slice(0, at).trim().toLowerCase();
    const value = line.slice(at + 1).trim();
    if (at < 1 || this.#trailersSigned || this.trailers.size >= mostTrailers)
      throw malformedTrailer();
    if (name === "x-amz-trailer-signature") {
      if (!this.#signatures) throw malformedTrailer();
      this.#signatures.trailers(this.#trailerLines, value);
      this.#trailersSigned = true;
      return;
    }
    if (!this.#announced.has(name) || this.trailers.has(name))
      throw malformedTrailer();
    this.trailers.set(name, value);
    this.#trailerLines += `${name}:${value}\n`;
  }

  #lastLine(): void {
    // Between signed trailers and their signature some clients leave an empty line.
    const unsigned =
      this.#signatures !== undefined &&
      this.trailers.size > 0 &&
      !this.#trailersSigned;
    if (!unsigned) this.#state = "done";
  }
}

function incomplete(): WireFault {
  return new WireFault(
    "IncompleteBody",
    "The request body terminated unexpectedly",
  );
}

function malformedTrailer(): WireFault {
  return new WireFault(
    "MalformedTrailerError",
    "The request contained trailing data that was not well-formed or did not conform to our published schema.",
  );
}
