import { performance } from "node:perf_hooks";
import type { FunctionSpec, InitializationType } from "../function-spec.ts";
import type { EnvironmentLog } from "../logs/environment-log.ts";
import {
  type InitPhase,
  initReportEvent,
  initRuntimeDoneEvent,
  initStartEvent,
  restoreReportEvent,
  restoreRuntimeDoneEvent,
  restoreStartEvent,
} from "../logs/platform-events.ts";
import type { Fault } from "./faults.ts";

// Lambda gives hooks after a restore ten seconds.
const RESTORE_MS = 10_000;

/** What the log says of the phases before an invocation. */
export interface PhaseFacts {
  readonly spec: FunctionSpec;
  readonly log: EnvironmentLog;
  readonly initializationType: InitializationType;
  readonly runtimeVersion: { readonly name: string; readonly arn: string };
}

/** An init phase, from its first line to its last; it may be repeated. */
export class InitPhaseLog {
  readonly #facts: PhaseFacts;
  #startedAt = 0;

  constructor(facts: PhaseFacts) {
    this.#facts = facts;
  }

  /** The clock runs from here, also for a repetition that no line begins. */
  started(): void {
    this.#startedAt = performance.now();
  }

  /** Since it started, in milliseconds. */
  get elapsedMs(): number {
    return performance.now() - this.#startedAt;
  }

  sayStart(phase: InitPhase): void {
    const { spec, log, initializationType, runtimeVersion } = this.#facts;
    const { functionName, functionVersion } = spec;
    log.event(
      initStartEvent(
        runtimeVersion,
        initializationType,
        phase,
        functionName,
        functionVersion,
      ),
    );
  }

  sayDone(phase: InitPhase, fault?: Fault): void {
    const { log, initializationType } = this.#facts;
    const { elapsedMs } = this;
    log.event(initRuntimeDoneEvent(initializationType, phase, fault));
    log.event(initReportEvent(initializationType, elapsedMs, phase, fault));
  }
}

/** The restore phase of an environment that waited initialized, as a snapshot would: its hooks run before its first event. */
export class Restoration {
  readonly #facts: PhaseFacts;
  readonly #overrun: () => void;
  #startedAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #tookMs: number | undefined;

  /** @param overrun the hooks take longer than they may */
  constructor(facts: PhaseFacts, overrun: () => void) {
    this.#facts = facts;
    this.#overrun = overrun;
  }

  begin(): void {
    const { spec, log, runtimeVersion } = this.#facts;
    this.#startedAt = performance.now();
    log.event(
      restoreStartEvent(
        runtimeVersion,
        spec.functionName,
        spec.functionVersion,
      ),
    );
    this.#timer = setTimeout(this.#overrun, RESTORE_MS);
  }

  end(failure?: Fault): void {
    this.cancel();
    const { log } = this.#facts;
    const tookMs = performance.now() - this.#startedAt;
    if (!failure) this.#tookMs = tookMs;
    log.event(restoreRuntimeDoneEvent(failure));
    log.event(restoreReportEvent(tookMs, failure));
  }

  cancel(): void {
    clearTimeout(this.#timer);
  }

  /** How long it took, in milliseconds: once, for the invocation that it belongs to. */
  takeMs(): number | undefined {
    const tookMs = this.#tookMs;
    this.#tookMs = undefined;
    return tookMs;
  }
}
