import type { Server, Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Readable } from "node:stream";
import type {
  Exit,
  MemoryUse,
  Program,
  RunningProgram,
  Slot,
} from "../drivers/driver.ts";
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

/**
 * One start of a runtime process: its Runtime API session, its connections, its output and its end. It may be started
 * ahead, before its environment is known: then it waits until it is adopted and told its function.
 */
export class Incarnation {
  readonly #slot: Slot;
  readonly #session: RuntimeSession;
  readonly #sockets = new Set<Socket>();
  readonly #splitters: LineSplitter[] = [];
  readonly #accept: (socket: Socket) => void;
  #program: RunningProgram | undefined;
  #owner: { log: EnvironmentLog; events: IncarnationEvents } | undefined;
  #readSinceResume = 0;
  #stopped: Promise<void> | undefined;

  constructor(slot: Slot, ahead = false) {
    this.#slot = slot;
    this.#session = new RuntimeSession(
      {
        ready: () => this.#owner?.events.ready(),
        answered: (answer) => this.#owner?.events.answered(answer),
        brokenOff: () => this.#owner?.events.brokenOff(),
        initFailed: (payload, type) =>
          this.#owner?.events.initFailed(payload, type),
      },
      ahead,
    );
    this.#accept = (socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
      serveConnection(socket, this.#session);
    };
    slot.server.on("connection", this.#accept);
  }

  /** Starts the process; what it writes waits in its pipes until it is adopted. */
  start(program: Program): void {
    this.#program = this.#slot.start(program);
    this.#attach();
  }

  /** From now on it belongs to an environment. */
  adopt(log: EnvironmentLog, events: IncarnationEvents): void {
    this.#owner = { log, events };
    this.#attach();
  }

  /** Tells a runtime that was started ahead its function, by the variables that it runs with. */
  assign(variables: Readonly<Record<string, string>>): void {
    this.#session.assign(Buffer.from(JSON.stringify(variables)));
  }

  get started(): boolean {
    return this.#program !== undefined;
  }

  /** Settles when the process ends, if it is started. */
  get exited(): Promise<unknown> | undefined {
    return this.#program?.exited;
  }

  #attach(): void {
    if (!this.#program || !this.#owner) return;
    const { stdout, stderr, telemetry } = this.#program;
    this.#captureLines(stdout);
    this.#captureLines(stderr);
    this.#captureFrames(telemetry);
    void this.#watch(this.#program, this.#owner.events);
  }

  /** Hands over an event; false when the runtime is not waiting for one, and then it has not seen it. */
  offer(event: RuntimeEvent, sink?: AnswerSink): boolean {
    return this.#session.offer(event, sink);
  }

  memory(): MemoryUse | undefined {
    return this.#program?.memory();
  }

  /** Puts unfinished lines into the log and lets a throttled process write again. */
  settleOutput(): void {
    for (const splitter of this.#splitters) {
      const rest = splitter.flush();
      if (rest !== undefined) this.#owner?.log.function([rest]);
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
    await this.#program?.kill();
    for (const socket of this.#sockets) socket.destroy();
    for (const stream of this.#streams()) stream.destroy();
  }

  async #watch(
    program: RunningProgram,
    events: IncarnationEvents,
  ): Promise<void> {
    const read = Promise.all(this.#streams().map(closed));
    const exit = await program.exited;
    // What it left behind holds the pipes open and has lost its reason to be.
    const killed = program.kill();
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
      const log = this.#owner?.log;
      log?.function(read(piece));
      this.#readSinceResume += piece.length;
      // A flood waits in the pipe, where it costs its writer and not this process.
      if (log?.full === true && this.#readSinceResume > FLOOD_BYTES) stream.pause();
    });
  }

  #streams(): Readable[] {
    if (!this.#program) return [];
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
