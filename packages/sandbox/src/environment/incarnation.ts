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
import { subscriptionEvent } from "../logs/platform-events.ts";
import type { TelemetryFeed } from "../logs/telemetry-feed.ts";
import { TelemetryFrames } from "../logs/telemetry-frames.ts";
import { jsonAnswer, refusal } from "../runtime-api/answer.ts";
import {
  type RequestHandler,
  serveConnection,
} from "../runtime-api/connection.ts";
import type { RuntimeEvent } from "../runtime-api/event-message.ts";
import type { ShutdownReason } from "../runtime-api/extension-messages.ts";
import {
  Extensions,
  type ExtensionSummary,
  type FunctionFacts,
} from "../runtime-api/extensions.ts";
import type { RuntimeRequest } from "../runtime-api/request-reader.ts";
import {
  type Reply,
  RuntimeSession,
  type SessionEvents,
} from "../runtime-api/session.ts";
import type { AnswerSink } from "../runtime-api/streamed-body.ts";
import {
  type Subscription,
  TELEMETRY_APIS,
  readSubscription,
} from "../runtime-api/telemetry-subscription.ts";
import type { ExtensionProgram } from "./extension-programs.ts";
import { type Fault, type FaultFor, extensionFailed } from "./faults.ts";

/** What one start of a runtime tells its environment; `ready` is told once its extensions are ready as well. */
export interface IncarnationEvents extends SessionEvents {
  /** An extension has failed, and the environment with it. */
  extensionFailed(fault: FaultFor): void;
  /** The process is gone, and everything it wrote before has been read. */
  ended(exit: Exit | { readonly startFault: string }): void;
}

interface Owner {
  readonly log: EnvironmentLog;
  readonly events: IncarnationEvents;
  readonly extensions: Extensions;
  readonly feed: TelemetryFeed;
}

const API_NAMES = ["telemetry", "logs"] as const;

// Lambda gives external extensions two seconds for their shutdown.
const SHUTDOWN_MS = 2_000;

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
  readonly #programs: RunningProgram[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #splitters: LineSplitter[] = [];
  readonly #accept: (socket: Socket) => void;
  #program: RunningProgram | undefined;
  #owner: Owner | undefined;
  #whenRegistered: (() => void) | undefined;
  #isReadyTold = false;
  #readSinceResume = 0;
  #isShuttingDown = false;
  #stopped: Promise<void> | undefined;

  constructor(slot: Slot, ahead = false) {
    this.#slot = slot;
    this.#session = new RuntimeSession(
      {
        ready: () => this.#tellReady(),
        answered: (answer) => this.#owner?.events.answered(answer),
        brokenOff: () => this.#owner?.events.brokenOff(),
        restorable: () => this.#owner?.events.restorable(),
        restoreFailed: (payload, type) =>
          this.#owner?.events.restoreFailed(payload, type),
        initFailed: (payload, type) =>
          this.#owner?.events.initFailed(payload, type),
      },
      ahead,
    );
    this.#accept = (socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
      serveConnection(socket, this.#handler);
    };
    slot.server.on("connection", this.#accept);
  }

  /** Starts the process; what it writes waits in its pipes until it is adopted. */
  start(program: Program): void {
    this.#program = this.#slot.start(program);
    if (this.#program.connection) this.#accept(this.#program.connection);
    this.#attach();
  }

  /** From now on it belongs to an environment, and its extensions may register. */
  adopt(
    log: EnvironmentLog,
    feed: TelemetryFeed,
    facts: FunctionFacts,
    events: IncarnationEvents,
  ): void {
    const extensions = new Extensions(
      {
        changed: () => this.#onExtensionsChanged(),
        failed: (errorType, name) =>
          events.extensionFailed((id) =>
            extensionFailed(id, errorType, `${name} has reported an error`),
          ),
      },
      facts,
    );
    this.#owner = { log, events, extensions, feed };
    this.#attach();
  }

  /** Starts the external extensions, and goes on `then`, once all have registered. */
  startExtensions(all: readonly ExtensionProgram[], then: () => void): void {
    const { extensions, log, events } = this.#owner ?? {};
    if (!extensions || !log || !events || all.length === 0) return then();
    this.#whenRegistered = then;
    for (const { name } of all) extensions.expect(name);
    for (const { name, program } of all) {
      const running = this.#slot.start(program);
      this.#programs.push(running);
      for (const stream of [running.stdout, running.stderr])
        this.#captureLines(stream, "extension");
      running.telemetry.resume();
      void running.exited.then((exit) => {
        if (this.#isShuttingDown || !extensions.exited(name)) return;
        events.extensionFailed((id) => crashed(id, exit));
      });
    }
  }

  /** What became of the extensions, for the log. */
  extensions(): readonly ExtensionSummary[] {
    return this.#owner?.extensions.summaries() ?? [];
  }

  /** The init phase is over: nothing can register or subscribe any more. */
  closeRegistration(): void {
    this.#owner?.extensions.close();
    this.#owner?.feed.closeSubscriptions();
  }

  /** Tells the extensions of the end, and gives them two seconds for it. */
  async shutDown(reason: ShutdownReason): Promise<void> {
    const { extensions, feed } = this.#owner ?? {};
    if (!extensions?.wantShutdown) return;
    this.#isShuttingDown = true;
    const patience = sleep(SHUTDOWN_MS, undefined, { ref: false });
    await Promise.race([feed?.flush(), patience]);
    extensions.shutdown(reason, Date.now() + SHUTDOWN_MS);
    const gone = Promise.all(this.#programs.map(({ exited }) => exited));
    await Promise.race([gone, patience]);
  }

  readonly #handler: RequestHandler = {
    handle: (request, reply) => this.#handle(request, reply),
    bodyFor: (head, flow) => this.#session.bodyFor(head, flow),
    breakOff: () => this.#session.breakOff(),
    forget: (reply) => {
      this.#session.forget(reply);
      this.#owner?.extensions.forget(reply);
    },
  };

  #handle(request: RuntimeRequest, reply: Reply): void {
    const { target } = request;
    const owner = this.#owner;
    if (owner && Extensions.serves(target))
      return owner.extensions.handle(request, reply);
    const api = API_NAMES.find(
      (name) => TELEMETRY_APIS[name] === target.replace(/\/$/, ""),
    );
    if (owner && api) return this.#subscribe(owner, api, request, reply);
    return this.#session.handle(request, reply);
  }

  #subscribe(
    { extensions, feed, log }: Owner,
    api: Subscription["api"],
    request: RuntimeRequest,
    reply: Reply,
  ): void {
    if (request.method !== "PUT")
      return reply(refusal(405, "MethodNotAllowed", "Method Not Allowed"));
    const found = extensions.find(request.headers);
    if ("refusal" in found) return reply(found.refusal);
    const { name, state } = found.extension;
    const family = api === "telemetry" ? "Telemetry" : "Logs";
    if (state !== "Registered" || this.#session.waiting)
      return reply(
        refusal(
          403,
          `${family}.SubscriptionClosed`,
          `${family} API subscription is closed already`,
        ),
      );
    if (!this.#slot.connect)
      return reply(
        refusal(
          403,
          `${family}.NotSupported`,
          `The ${family} API is not to be had with this isolation of functions`,
        ),
      );
    const other = feed.apiOf(name);
    const subscription = readSubscription(api, request.body);
    if ("problem" in subscription || (other !== undefined && other !== api))
      return reply(
        refusal(
          400,
          "ValidationError",
          "problem" in subscription
            ? subscription.problem
            : `the extension has subscribed through the ${other} API`,
        ),
      );
    feed.subscribe(name, subscription);
    log.event(subscriptionEvent(name, subscription.types, api));
    reply(jsonAnswer(200, "OK"));
  }

  #onExtensionsChanged(): void {
    const then = this.#whenRegistered;
    if (then && this.#owner?.extensions.areRegistered === true) {
      this.#whenRegistered = undefined;
      then();
    }
    this.#tellReady();
  }

  #tellReady(): void {
    if (this.#isReadyTold || !this.#session.waiting) return;
    if (this.#owner?.extensions.areReady !== true) return;
    this.#isReadyTold = true;
    this.#owner.events.ready();
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
    if (!this.#session.waiting) return false;
    this.#isReadyTold = false;
    this.#owner?.extensions.invoke(event);
    return this.#session.offer(event, sink);
  }

  /** Lets a runtime that waits to be restored go on to its first event. */
  restore(): void {
    this.#session.restore();
  }

  memory(): MemoryUse | undefined {
    const own = this.#program?.memory();
    if (!own || own.ofAll) return own;
    let { residentBytes, peakBytes } = own;
    for (const use of this.#programs.map((program) => program.memory())) {
      residentBytes += use?.residentBytes ?? 0;
      peakBytes += use?.peakBytes ?? 0;
    }
    return { ...own, residentBytes, peakBytes };
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
    this.#isShuttingDown = true;
    this.#owner?.feed.close();
    await Promise.all(
      [this.#program, ...this.#programs].map(async (program) =>
        program?.kill(),
      ),
    );
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

  #captureLines(
    stream: Readable,
    source: "function" | "extension" = "function",
  ): void {
    const splitter = new LineSplitter();
    this.#splitters.push(splitter);
    this.#capture(stream, (piece) => splitter.push(piece), source);
  }

  #captureFrames(stream: Readable): void {
    const frames = new TelemetryFrames();
    this.#capture(stream, (piece) => frames.push(piece));
  }

  #capture(
    stream: Readable,
    read: (piece: Buffer) => string[],
    source: "function" | "extension" = "function",
  ): void {
    stream.on("data", (piece: Buffer) => {
      const log = this.#owner?.log;
      log?.function(read(piece), source);
      this.#readSinceResume += piece.length;
      // A flood waits in the pipe, where it costs its writer and not this process.
      if (log?.full === true && this.#readSinceResume > FLOOD_BYTES)
        stream.pause();
    });
  }

  #streams(): Readable[] {
    if (!this.#program) return [];
    const { stdout, stderr, telemetry } = this.#program;
    return [stdout, stderr, telemetry];
  }
}

/** `Extension.Crash`, or `Extension.LaunchError` where there was nothing to crash. */
function crashed(
  requestId: string,
  exit: Exit | { readonly startFault: string },
): Fault {
  if ("startFault" in exit)
    return extensionFailed(requestId, "Extension.LaunchError", exit.startFault);
  const text = exit.signal ?? `exit code ${exit.code}`;
  return extensionFailed(requestId, "Extension.Crash", text);
}

function closed(stream: Readable | Socket | Server): Promise<void> {
  return new Promise((resolve) => {
    if ("closed" in stream && stream.closed) resolve();
    else stream.once("close", () => resolve());
  });
}
