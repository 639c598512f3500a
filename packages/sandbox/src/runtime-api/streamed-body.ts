import type { BodyTarget } from "./growing-body.ts";

/** Takes a streamed answer while it arrives. */
export interface AnswerSink {
  /** The runtime begins to answer. */
  begin(contentType: string): void;
  /** False when it has enough for now; `onRoom` is called once it can take more. */
  append(piece: Buffer, onRoom: () => void): boolean;
}

/** Holds a sender back, and lets it go on. */
export interface Flow {
  pause(): void;
  resume(): void;
}

/** The most that a function may stream, in bytes: 200 MB, as AWS has it since July 2025. */
export const STREAM_LIMIT = 209_715_200;

const EMPTY = Buffer.alloc(0);

/** Passes a body on, up to a limit in bytes, and holds its sender back while nobody takes it. */
export class StreamedBody implements BodyTarget {
  readonly #sink: AnswerSink;
  readonly #flow: Flow;
  readonly #limit: number;
  #received = 0;

  constructor(sink: AnswerSink, flow: Flow, limit = STREAM_LIMIT) {
    this.#sink = sink;
    this.#flow = flow;
    this.#limit = limit;
  }

  append(piece: Buffer): void {
    this.#received += piece.length;
    if (this.tooLarge) return;
    const hasRoom = this.#sink.append(piece, () => this.#flow.resume());
    if (!hasRoom) this.#flow.pause();
  }

  get tooLarge(): boolean {
    return this.#received > this.#limit;
  }

  bytes(): Buffer {
    return EMPTY;
  }
}
