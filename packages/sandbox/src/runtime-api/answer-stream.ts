import { Readable } from "node:stream";
import type { InvocationResult } from "../function-spec.ts";
import type { AnswerSink } from "./streamed-body.ts";

const AHEAD_BYTES = 65_536;

/** An answer on its way to its reader: what a runtime streams, or the one piece of an answer that came whole. */
export class AnswerStream implements AnswerSink {
  readonly body: Readable;
  readonly #opened = Promise.withResolvers<string>();
  #began = false;
  #onRoom: (() => void) | undefined;

  constructor() {
    this.body = new Readable({
      highWaterMark: AHEAD_BYTES,
      read: () => this.#makeRoom(),
      destroy: (error, done) => {
        // Nobody reads any more: what still comes is dropped, and the function runs on.
        this.#makeRoom();
        done(error);
      },
    });
    // An answer that nobody waits for must not end the process.
    this.#opened.promise.catch(() => {});
  }

  /** The content type, once the answer begins or is over; rejects when there will be none. */
  get opened(): Promise<string> {
    return this.#opened.promise;
  }

  begin(contentType: string): void {
    this.#began = true;
    this.#opened.resolve(contentType);
  }

  append(piece: Buffer, onRoom: () => void): boolean {
    if (this.body.destroyed || this.body.push(piece)) return true;
    this.#onRoom = onRoom;
    return false;
  }

  /** Ends the body; an answer that came whole goes through it. The payload of the result that is left: an error, or nothing. */
  finish(result: InvocationResult): InvocationResult {
    const whole = !this.#began && result.functionError === undefined;
    this.begin("application/json");
    if (this.body.destroyed) return result;
    if (whole && result.payload.length > 0) this.body.push(result.payload);
    this.body.push(null);
    return whole ? { ...result, payload: Buffer.alloc(0) } : result;
  }

  /** No invocation took place. */
  fail(error: unknown): void {
    this.#opened.reject(error);
    this.body.destroy();
  }

  #makeRoom(): void {
    const onRoom = this.#onRoom;
    this.#onRoom = undefined;
    onRoom?.();
  }
}
