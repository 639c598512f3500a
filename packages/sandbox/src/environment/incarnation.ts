import type { Server, Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Readable } from "node:stream";
import type { Exit, MemoryUse, Program, Slot } from "../drivers/driver.ts";
import type { EnvironmentLog } from "../logs/environment-log.ts";
import { LineSplitter } from "../logs/line-splitter.ts";
import { TelemetryFrames } from "../logs/telemetry-frames.ts";
import { serveConnection } from "../runtime-api/connection.ts";
import type { RuntimeEvent } from "../runtime-api/event-message.ts";
import { RuntimeSession, type SessionEvents } from "../runtime-api/session.ts";
import type { AnswerSink } from "../runtime-api/streamed-body.ts";

/** What one start of a runtime tells its environment. */
export interface IncarnationEvents extends SessionEvents {
  /** The process is gone, and everything it wrote before has been read. */
  ended(exit: Exit | { readonly startFault: string }): void;
}

// The end of the process may be known before its last words are read.
const LAST_WORDS_MS = 250;

// What a process that has used up its log may still write before it waits for the next look after it.
const FLOOD_BYTES = 1_048_576;

/** One start of a runtime process: its Runtime API session, its connections, its output and its end. */
export class Incarnation {
  readonly #slot: Slot;
  readonly #session: RuntimeSession;
  readonly #program: ReturnType<Slot["start"]>;
  readonly #sockets = new Set<Socket>();
  readonly #log: EnvironmentLog;
  readonly #splitters: LineSplitter[] = [];
  readonly #accept: (socket: Socket) => void;
  #readSinceResume = 0;
  #stopped: Promise<void> | undefined;

  constructor(
    slot: Slot,
    program: Program,
    log: EnvironmentLog,
    events: IncarnationEvents,
  ) {
    this.#slot = slot;
    this.#log = log;
    this.#session = new RuntimeSession(events);
    this.#accept = (socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
      serveConnection(socket, this.#session);
    };
    slot.server.on("connection", this.#accept);
    this.#program = slot.start(program);
    this.#captureLines(this.#program.stdout);
    this.#captureLines(this.#program.stderr);
    this.#captureFrames(this.#program.telemetry);
    void this.#watch(events);
  }

  /** Hands over an event; false when the runtime is not waiting for one, and then it has not seen it. */
  offer(event: RuntimeEvent, sink?: AnswerSink): boolean {
    return this.#session.offer(event, sink);
  }

  memory(): MemoryUse | undefined {
    return this.#program.memory();
  }

  /** Puts unfinished lines into the log and lets a throttled process write again. */
  settleOutput(): void {
    for (const splitter of this.#splitters) {
      const rest = splitter.flush();
      if (rest !== undefined) this.#log.function([rest]);
    }
    this.resumeOutput();
  }

  resumeOutput(): void {
    this.#readSinceResume = 0;
    for (const stream of this.#streams())
      if (stream.isPaused()) stream.resume();
  }

  /** Kills the process with all it started; settles when they are gone. */
  stop(): Promise<void> {
    return (this.#stopped ??= this.#stop());
  }

  async #stop(): Promise<void> {
    this.#slot.server.off("connection", this.#accept);
    await this.#program.kill();
    for (const socket of this.#sockets) socket.destroy();
    for (const stream of this.#streams()) stream.destroy();
  }

  async #watch(events: IncarnationEvents): Promise<void> {
    const read = Promise.all(this.#streams().map(closed));
    const exit = await this.#program.exited;
    // What it left behind holds the pipes open and has lost its reason to be.
    const killed = this.#program.kill();
    this.resumeOutput();
    await Promise.race([
      Promise.all([killed, read, ...[...this.#sockets].map(closed)]),
      sleep(LAST_WORDS_MS, undefined, { ref: false }),
    ]);
    this.settleOutput();
    events.ended(exit);
  }

  #captureLines(stream: Readable): void {
    const splitter = new LineSplitter();
    this.#splitters.push(splitter);
    this.#capture(stream, (piece) => splitter.push(piece));
  }

  #captureFrames(stream: Readable): void {
    const frames = new TelemetryFrames();
    this.#capture(stream, (piece) => frames.push(piece));
  }

  #capture(stream: Readable, read: (piece: Buffer) => string[]): void {
    stream.on("data", (piece: Buffer) => {
      this.#log.function(read(piece));
      this.#readSinceResume += piece.length;
      // A flood waits in the pipe, where it costs its writer and not this process.
      if (this.#log.full && this.#readSinceResume > FLOOD_BYTES) stream.pause();
    });
  }

  #streams(): Readable[] {
    const { stdout, stderr, telemetry } = this.#program;
    return [stdout, stderr, telemetry];
  }
}

function closed(stream: Readable | Socket | Server): Promise<void> {
  return new Promise((resolve) => {
    if ("closed" in stream && stream.closed) resolve();
    else stream.once("close", () => resolve());
  });
}
