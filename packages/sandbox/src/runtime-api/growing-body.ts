const EMPTY = Buffer.alloc(0);

/** Where the pieces of a body go. */
export interface BodyTarget {
  append(piece: Buffer): void;
  /** True once more came than the target takes. */
  readonly tooLarge: boolean;
  /** What was gathered, if this target gathers. */
  bytes(): Buffer;
}

/**
 * Gathers a body up to a limit in bytes and throws away what goes past it, so that neither a huge body
 * nor millions of one-byte pieces cost more memory than the limit.
 */
export class GrowingBody implements BodyTarget {
  readonly #limit: number;
  #bytes: Buffer = EMPTY;
  #length = 0;
  #received = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  append(piece: Buffer): void {
    this.#received += piece.length;
    if (this.tooLarge) return;
    if (this.#length === 0) {
      this.#bytes = piece;
    } else {
      this.#reserve(this.#length + piece.length);
      piece.copy(this.#bytes, this.#length);
    }
    this.#length += piece.length;
  }

  get tooLarge(): boolean {
    return this.#received > this.#limit;
  }

  /** What was gathered; empty when the body was too large. */
  bytes(): Buffer {
    return this.tooLarge ? EMPTY : this.#bytes.subarray(0, this.#length);
  }

  /** Doubling keeps the copying linear. The first piece is a view on the socket's own buffer, full, so never written to. */
  #reserve(wanted: number): void {
    if (wanted <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(
      Math.min(this.#limit, Math.max(wanted, this.#length * 2)),
    );
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}
