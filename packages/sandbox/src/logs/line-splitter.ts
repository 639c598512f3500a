// CloudWatch Logs takes events of up to 1 MiB; a longer line is cut into several.
const LINE_LIMIT = 1_048_576;
const EMPTY = Buffer.alloc(0);

/** Cuts a byte stream into lines of text without losing characters that span two pieces. */
export class LineSplitter {
  #rest: Buffer = EMPTY;

  /** The lines that `piece` completes, without their line breaks. */
  push(piece: Buffer): string[] {
    const lines: string[] = [];
    let from = 0;
    for (let end = piece.indexOf(10); end >= 0; end = piece.indexOf(10, from)) {
      lines.push(this.#finish(piece.subarray(from, end)));
      from = end + 1;
    }
    if (from < piece.length) this.#keep(piece.subarray(from), lines);
    return lines;
  }

  /** The unfinished last line, when there is one. */
  flush(): string | undefined {
    return this.#rest.length === 0 ? undefined : this.#finish(EMPTY);
  }

  #finish(end: Buffer): string {
    const line =
      this.#rest.length === 0 ? end : Buffer.concat([this.#rest, end]);
    this.#rest = EMPTY;
    return line.toString("utf8");
  }

  #keep(piece: Buffer, lines: string[]): void {
    this.#rest = Buffer.concat([this.#rest, piece]);
    if (this.#rest.length >= LINE_LIMIT) lines.push(this.#finish(EMPTY));
  }
}
