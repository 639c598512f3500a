import { performance } from "node:perf_hooks";
import type { Exit, Program } from "../drivers/driver.ts";
import type {
  FunctionSpec,
  InitializationType,
  Invocation,
  InvocationResult,
} from "../function-spec.ts";
import type { EnvironmentLog } from "../logs/environment-log.ts";
import { extensionEvent, startEvent } from "../logs/platform-events.ts";
import { TelemetryFeed } from "../logs/telemetry-feed.ts";
import type { ShutdownReason } from "../runtime-api/extension-messages.ts";
import type { FunctionAnswer } from "../runtime-api/session.ts";
import type { AnswerSink } from "../runtime-api/streamed-body.ts";
import { type Outcome, conclude, outcomeOf } from "./conclusion.ts";
import { Deadline } from "./deadline.ts";
import type { ExtensionProgram } from "./extension-programs.ts";
import {
  type FaultFor,
  KILLED,
  exited,
  invalidEntrypoint,
  reported,
  restoreTimedOut,
  timedOut,
  truncated,
} from "./faults.ts";
import { Incarnation } from "./incarnation.ts";
import { MemoryGauge } from "./memory-gauge.ts";
import { startReason } from "./program.ts";
import { deliverThrough } from "./telemetry-delivery.ts";
import { InitPhaseLog, Restoration } from "./phases.ts";
import type { Room } from "./room.ts";

/** What an environment is made of. */
export interface EnvironmentParts {
  readonly spec: FunctionSpec;
  readonly room: Room;
  readonly log: EnvironmentLog;
  readonly logStream: string;
  readonly program: Program;
  /** A runtime that waits in the slot to be told its function. */
  readonly startedAhead?: Incarnation | undefined;
  /** The external extensions. */
  readonly extensions: readonly ExtensionProgram[];
  readonly initializationType: InitializationType;
  readonly runtimeVersion: { readonly name: string; readonly arn: string };
  readonly initSeconds: number;
  readonly now: () => Date;
  /** Ready for its next invocation. */
  onFree(environment: Environment): void;
  /** Of no more use: `stop` it and forget it. */
  onEnded(environment: Environment): void;
}

/** Who waits for an answer rather than for the invocation's end. */
export interface AnswerListener {
  /** Where a streamed answer goes while it comes. */
  readonly sink?: AnswerSink;
  /** Takes an answer that is no error and was not streamed, before the log is read to its end. */
  answered?(payload: Uint8Array): void;
}

interface Running {
  readonly invocation: Invocation;
  readonly listener: AnswerListener;
  readonly startedAt: number;
  readonly deadlineMs: number;
  readonly resolve: (result: InvocationResult | undefined) => void;
  /** The failed first initialization is repeated as a part of this invocation. */
  readonly repeatsInit: boolean;
  sent: boolean;
  settled: boolean;
}

// The end of a connection is known before that of its process.
const LAST_WORDS_MS = 300;

type Phase =
  | "starting"
  | "restorable"
  | "restoring"
  | "ready"
  | "running"
  | "answered"
  | "failed"
  | "ended";

/** One execution environment: one invocation at a time, kept warm between them, discarded after a time-out or crash. */
export class Environment {
  readonly spec: FunctionSpec;
  readonly #parts: EnvironmentParts;
  readonly #log: EnvironmentLog;
  readonly #memory: MemoryGauge;
  #feed: TelemetryFeed;
  #shutdownReason: ShutdownReason = "spindown";
  readonly #init: InitPhaseLog;
  readonly #restoration: Restoration;
  #incarnation: Incarnation | undefined;
  #startedAhead: Incarnation | undefined;
  #phase: Phase = "starting";
  #running: Running | undefined;
  readonly #deadline = new Deadline(() => this.#overrun());
  #initMs: number | undefined;
  #lastInitMs = 0;
  #initDone: ((fault?: FaultFor) => void) | undefined;
  #initFault: string | undefined;
  #lastFault: FaultFor | undefined;
  #stopped: Promise<void> | undefined;

  constructor(parts: EnvironmentParts) {
    this.#parts = parts;
    this.spec = parts.spec;
    this.#startedAhead = parts.startedAhead;
    this.#log = parts.log;
    this.#feed = this.#newFeed();
    this.#memory = new MemoryGauge(parts.spec.memoryMb);
    this.#init = new InitPhaseLog(parts);
    this.#restoration = new Restoration(parts, () =>
      this.#failRestore(restoreTimedOut),
    );
  }

  /**
   * The init phase. A failure is not the end: as in Lambda the first invocation then initializes again, within its
   * own time-out, and reports what went wrong.
   */
  async initialize(): Promise<void> {
    // The sandbox was closed while this one was made.
    if (this.#stopped) return;
    const { initSeconds } = this.#parts;
    this.#init.sayStart("init");
    let timer: NodeJS.Timeout | undefined;
    const fault = await new Promise<FaultFor | undefined>((resolve) => {
      this.#initDone = resolve;
      timer = setTimeout(
        () => this.#failInit((id) => timedOut(id, initSeconds, this.#now())),
        initSeconds * 1000,
      );
      this.#incarnate();
    });
    clearTimeout(timer);
    this.#initDone = undefined;
    if (!fault) this.#endInit();
    if (fault && this.usable) {
      this.#initMs = undefined;
      const described = fault("");
      this.#initFault = described.errorType ?? "Runtime.Unknown";
      this.#init.sayDone("init", described);
      for (const extension of this.#incarnation?.extensions() ?? [])
        this.#log.event(extensionEvent(extension));
      await this.#incarnation?.shutDown("failure");
      await this.#incarnation?.stop();
      this.#incarnation = undefined;
    }
    this.#log.deliver();
  }

  /** Runs one invocation; nothing when the environment ended before the function saw the event, which may then run elsewhere. */
  invoke(
    invocation: Invocation,
    listener: AnswerListener = {},
  ): Promise<InvocationResult | undefined> {
    if (this.#phase === "ended") return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const limitMs = this.spec.timeoutSeconds * 1000;
      this.#running = {
        invocation,
        listener,
        startedAt: performance.now(),
        // The function compares it with its own clock, so this is real time, not the platform's.
        deadlineMs: Date.now() + limitMs,
        resolve,
        repeatsInit: this.#phase === "failed",
        sent: false,
        settled: false,
      };
      // What is ready is at work while its log begins.
      this.#handOver();
      this.#sayStart(invocation);
      this.#deadline.set(limitMs);
      if (this.#phase === "failed") this.#incarnate();
      else if (this.#phase === "restorable") this.#restore();
    });
  }

  #sayStart({ requestId, traceId }: Invocation): void {
    const { functionVersion, tracingMode } = this.spec;
    const trace = tracingMode === "Active" ? traceId : undefined;
    this.#log.begin();
    this.#log.event(startEvent(requestId, functionVersion, trace));
  }

  /** The `errorType` of an init phase that failed; a call would repeat it. */
  get initFault(): string | undefined {
    return this.#initFault;
  }

  get busy(): boolean {
    return this.#phase !== "ready" || this.#running !== undefined;
  }

  /** Why it ended before the function saw the last event. */
  get lastFault(): FaultFor {
    return this.#lastFault ?? KILLED;
  }

  /** It has answered and will be free for its next event in a moment. */
  get settling(): boolean {
    return (
      this.#phase === "answered" ||
      (this.#phase === "ready" && this.#running?.settled === true)
    );
  }

  /** How long it took to initialize, in milliseconds. */
  get lastInitMs(): number {
    return this.#lastInitMs;
  }

  get usable(): boolean {
    return this.#phase !== "ended";
  }

  /** Looks after a busy environment now and then: its memory, its output, its log. */
  tend(): void {
    if (!this.busy) return;
    this.#watchMemory();
    this.#incarnation?.resumeOutput();
    this.#log.deliver();
  }

  /** Ends the process and gives the slot back; settles when nothing of it is left. */
  stop(): Promise<void> {
    return (this.#stopped ??= this.#stop());
  }

  async #stop(): Promise<void> {
    this.#phase = "ended";
    this.#deadline.end();
    this.#restoration.cancel();
    this.#initDone?.(KILLED);
    this.#abandon(KILLED);
    await this.#incarnation?.shutDown(this.#shutdownReason);
    await this.#incarnation?.stop();
    this.#log.deliver();
    await this.#startedAhead?.stop();
    await this.#parts.room.leave().catch(() => {});
  }

  #incarnate(): void {
    const { room, program } = this.#parts;
    this.#phase = "starting";
    this.#init.started();
    // Once only: an initialization that is repeated starts from nothing.
    const ahead = this.#startedAhead;
    this.#startedAhead = undefined;
    const incarnation = ahead ?? new Incarnation(room.slot);
    this.#incarnation = incarnation;
    const { functionName, functionVersion, handler, accountId } = this.spec;
    const facts = { functionName, functionVersion, handler, accountId };
    incarnation.adopt(this.#log, this.#feed, facts, {
      extensionFailed: (fault) =>
        this.#isCurrent(incarnation) && this.#onEnded(fault),
      ready: () => this.#isCurrent(incarnation) && this.#onReady(),
      answered: (answer) =>
        this.#isCurrent(incarnation) && this.#onAnswer(answer),
      brokenOff: () => this.#isCurrent(incarnation) && this.#onBrokenOff(),
      restorable: () => this.#isCurrent(incarnation) && this.#onRestorable(),
      restoreFailed: (payload, type) =>
        this.#isCurrent(incarnation) &&
        this.#failRestore(() => reported(payload, type)),
      initFailed: (payload, type) =>
        this.#isCurrent(incarnation) &&
        this.#failInit(() => reported(payload, type)),
      ended: (exit) =>
        this.#isCurrent(incarnation) &&
        this.#onEnded(exitFault(exit, program.command)),
    });
    incarnation.startExtensions(this.#parts.extensions, () => {
      if (ahead) ahead.assign(program.environment);
      else incarnation.start(program);
    });
  }

  #isCurrent(incarnation: Incarnation): boolean {
    return this.#incarnation === incarnation && this.#phase !== "ended";
  }

  #handOver(): void {
    const running = this.#running;
    if (!running || running.sent || this.#phase !== "ready") return;
    const { invocation, deadlineMs, listener } = running;
    const event = { ...invocation, deadlineMs };
    running.sent = this.#incarnation?.offer(event, listener.sink) ?? false;
    if (running.sent) this.#phase = "running";
  }

  #onReady(): void {
    if (this.#phase === "starting") {
      this.#lastInitMs = this.#init.elapsedMs;
      // An initialization that an invocation repeats is part of that invocation's own duration.
      if (!this.#running) this.#initMs = this.#lastInitMs;
      this.#phase = "ready";
      this.#initDone?.();
    } else if (this.#phase === "restoring") {
      this.#restoration.end();
      this.#phase = "ready";
    } else if (this.#phase === "answered") {
      this.#phase = "ready";
    }
    this.#handOver();
    this.#settle();
  }

  #onAnswer(answer: FunctionAnswer): void {
    const running = this.#running;
    if (!running || running.settled) return;
    this.#phase = "answered";
    running.settled = true;
    const durationMs = performance.now() - running.startedAt;
    const outcome = outcomeOf(answer);
    if (!("status" in outcome || answer.streamed))
      running.listener.answered?.(outcome.payload);
    onceRead(() => this.#finish(running, durationMs, outcome));
  }

  /** It has initialized: until its first call it waits, as a snapshot would. */
  #onRestorable(): void {
    this.#lastInitMs = this.#init.elapsedMs;
    this.#phase = "restorable";
    if (this.#initDone) this.#initDone();
    else this.#restore();
  }

  /** Its hooks run now, before its first event; a failure ends the call, as in Lambda. */
  #restore(): void {
    this.#phase = "restoring";
    this.#restoration.begin();
    this.#incarnation?.restore();
  }

  #failRestore(faultFor: FaultFor): void {
    if (this.#phase !== "restoring") return;
    const requestId = this.#running?.invocation.requestId ?? "";
    if (this.#running) this.#running.sent = true;
    this.#restoration.end(faultFor(requestId));
    this.#giveUp(faultFor);
  }

  /** The process may just be ending, which is then what went wrong. */
  #onBrokenOff(): void {
    const running = this.#running;
    setTimeout(() => {
      if (running && this.#running === running) this.#giveUp(truncated);
    }, LAST_WORDS_MS);
  }

  #failInit(fault: FaultFor): void {
    this.#phase = "failed";
    if (this.#initDone) {
      this.#initDone(fault);
      return;
    }
    setImmediate(() => {
      const running = this.#running;
      if (running)
        this.#init.sayDone("invoke", fault(running.invocation.requestId));
      this.#giveUp(fault);
    });
  }

  #onEnded(fault: FaultFor): void {
    this.#lastFault = fault;
    if (this.#phase === "starting") {
      this.#failInit(fault);
      return;
    }
    if (this.#phase === "failed") return;
    this.#giveUp(fault);
  }

  #overrun(): void {
    const { timeoutSeconds } = this.spec;
    this.#giveUp((id) => timedOut(id, timeoutSeconds, this.#now()));
  }

  /** The invocation, if one is open, ends with this fault, and the environment with it. */
  #giveUp(fault: FaultFor): void {
    this.#phase = "ended";
    this.#deadline.lift();
    const { status } = fault("");
    this.#shutdownReason = status === "timeout" ? "timeout" : "failure";
    this.#abandon(fault);
    this.#parts.onEnded(this);
  }

  #abandon(faultFor: FaultFor): void {
    const running = this.#running;
    if (!running || running.settled) return;
    running.settled = true;
    const fault = faultFor(running.invocation.requestId);
    const neverSeen = !running.sent && !running.repeatsInit;
    if (neverSeen && fault.status !== "timeout") {
      this.#lastFault = faultFor;
      this.#running = undefined;
      running.resolve(undefined);
      return;
    }
    const durationMs =
      fault.status === "timeout"
        ? this.spec.timeoutSeconds * 1000
        : performance.now() - running.startedAt;
    this.#finish(running, durationMs, fault);
  }

  #finish(running: Running, durationMs: number, outcome: Outcome): void {
    const initMs = this.#initMs;
    this.#initMs = undefined;
    this.#incarnation?.settleOutput();
    const isFault = "status" in outcome;
    if (isFault || this.#memory.isStale(performance.now())) this.#watchMemory();
    const measured = {
      durationMs,
      initMs,
      restoreMs: this.#restoration.takeMs(),
      maxMemoryMb: this.#memory.maxMb,
      initializationType: this.#parts.initializationType,
    };
    this.#running = undefined;
    running.resolve(
      conclude(
        this.spec,
        running.invocation,
        this.#log,
        this.#parts.logStream,
        measured,
        outcome,
      ),
    );
    this.#settle();
  }

  #settle(): void {
    if (this.#phase !== "ready" || this.#running) return;
    if (this.#initDone) return;
    this.#deadline.lift();
    this.#parts.onFree(this);
  }

  #watchMemory(): void {
    const use = this.#incarnation?.memory();
    if (this.#memory.exceeds(use, performance.now()))
      void this.#incarnation?.stop();
  }

  #newFeed(): TelemetryFeed {
    const { slot } = this.#parts.room;
    const feed = new TelemetryFeed(
      deliverThrough((port) =>
        slot.connect
          ? slot.connect(port)
          : Promise.reject(new Error("not reachable")),
      ),
    );
    this.#log.tap = feed;
    return feed;
  }

  #endInit(): void {
    this.#init.sayDone("init");
    for (const extension of this.#incarnation?.extensions() ?? [])
      this.#log.event(extensionEvent(extension));
    this.#incarnation?.closeRegistration();
    // Without a subscriber nobody needs to be told anything.
    if (this.#feed.isEmpty) this.#log.tap = undefined;
  }

  #now(): Date {
    return this.#parts.now();
  }
}

function exitFault(
  exit: Exit | { readonly startFault: string },
  command: string,
): FaultFor {
  return (requestId) =>
    "startFault" in exit
      ? invalidEntrypoint(requestId, startReason(command, exit.startFault))
      : exited(requestId, exit);
}

/**
 * Calls back when what was written before the bytes that are being handled is read too. One turn of the event loop is
 * not enough: a socket is read on while more comes, so that it may be ahead of a pipe whose readiness was asked before.
 */
function onceRead(done: () => void): void {
  setImmediate(() => setImmediate(done));
}
