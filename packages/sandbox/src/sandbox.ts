import { performance } from "node:perf_hooks";
import { resolve as absolute } from "node:path";
import { chooseDriver } from "./drivers/choose.ts";
import type { Driver, FunctionEndpoint } from "./drivers/driver.ts";
import {
  type Isolation,
  type IsolationChoice,
  IsolationMissing,
} from "./drivers/isolation.ts";
import type { AnswerListener, Environment } from "./environment/environment.ts";
import {
  type FaultFor,
  KILLED,
  isolationMissing,
  runtimeNotAvailable,
} from "./environment/faults.ts";
import {
  type LaunchSettings,
  newLogStream,
  prepareLaunch,
  sweep,
} from "./environment/launch.ts";
import { type SpareLimits, Spares } from "./environment/spares.ts";
import { preparedDir } from "./environment/room.ts";
import { unstarted } from "./environment/unstarted.ts";
import type {
  AnsweredInvocation,
  FunctionCredentials,
  FunctionSpec,
  Invocation,
  InitializationType,
  InvocationResult,
  Provisioned,
  StreamedInvocation,
} from "./function-spec.ts";
import {
  EnvironmentLog,
  LOG_LIMITS,
  type LogLine,
} from "./logs/environment-log.ts";
import { formattingOf } from "./logs/log-format.ts";
import { Pool } from "./pool.ts";
import { Provisions } from "./provisions.ts";
import { AnswerStream } from "./runtime-api/answer-stream.ts";
import { eventFault } from "./runtime-api/event-message.ts";
import { bytecodeSettled } from "./runtimes/bytecode.ts";
import { findRuntime } from "./runtimes/list.ts";
import type { Availability } from "./runtimes/runtime.ts";

/** How a sandbox works; times in seconds. */
export interface SandboxOptions {
  /** How functions are kept apart: `auto` (the default) is the strongest that works on this machine. */
  readonly isolation?: IsolationChoice;
  /** Refuses to run functions with less than full isolation. */
  readonly requireIsolation?: boolean;
  /** What functions reach whatever else is closed to them; its address is taken when the first one starts. */
  readonly endpoint?: () => FunctionEndpoint;
  /** Files and directories of this machine that every function sees, read-only, where they are. */
  readonly files?: readonly string[];
  /** Programs by runtime (`python3.13`) or family (`python`, `nodejs`), absolute paths. */
  readonly runtimes?: Readonly<Record<string, string>>;
  /** A directory of the sandbox's own; environments and merged layers live below it. */
  readonly workDir: string;
  /** Takes log lines in batches, in order within a stream; called on the way of a result, so it should be quick. */
  onLog(spec: FunctionSpec, logStream: string, lines: LogLine[]): void;
  /** How long an environment is kept without a call: 300. */
  readonly idleSeconds?: number;
  /** How many environments there may be at once: 64. Calls beyond it wait. */
  readonly maxEnvironments?: number;
  /** How many runtimes are started before their function is known: 1 for each shape used of late, 4 in all; 0 for none. */
  readonly spares?: Partial<SpareLimits>;
  /** The init phase: 10, as in Lambda. */
  readonly initSeconds?: number;
  /** The platform's clock, for log times, stream names and the expiry of credentials. */
  readonly now?: () => Date;
}

/** Counts since the sandbox was made, and the environments there are now. */
export interface SandboxStats {
  readonly environments: number;
  readonly idle: number;
  readonly waiting: number;
  readonly coldStarts: number;
  readonly warmStarts: number;
  /** Runtimes that wait for a function, or are being started to. */
  readonly spares: number;
}

/** Runs functions in environments of their own. */
export interface Sandbox {
  /** Runs one invocation; what the function does wrong is in the result, a rejection means the sandbox or the caller is at fault. */
  invoke(spec: FunctionSpec, invocation: Invocation): Promise<InvocationResult>;
  /** The same, without a wait for the end of its log. */
  answer(
    spec: FunctionSpec,
    invocation: Invocation,
  ): Promise<AnsweredInvocation>;
  /**
   * The same, with the answer passed on while the function makes it; settles with the answer's first bytes, or its
   * end. A function that does not stream answers in one piece; one that fails before it answers has an empty body.
   */
  invokeStreaming(
    spec: FunctionSpec,
    invocation: Invocation,
  ): Promise<StreamedInvocation>;
  /**
   * Keeps `count` environments of a version initialized ahead of its calls, and makes another where one goes. Settles
   * once they are ready, or once one fails to initialize (it is tried again). 0 ends them.
   */
  provision(spec: FunctionSpec, count: number): Promise<Provisioned>;
  /** What `provision` keeps of a key now. */
  provisioned(key: string): Provisioned;
  /** Whether this machine can run a runtime, with the program that would run it. */
  available(runtime: string): Availability;
  /** What is in force; rejects with `IsolationMissing` when that is less than what was asked for. */
  isolation(): Promise<Isolation>;
  /** Ends the environments whose key starts so, provisioned ones too: idle ones before it settles, busy ones after their call. */
  retire(keyPrefix: string): Promise<void>;
  stats(): SandboxStats;
  /** Ends everything; no process is left when it settles. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

// Twice is bad luck; three environments in a row that die before they see the event are the function's doing.
const ATTEMPTS = 3;
const TEND_EVERY_MS = 100;
const SPARES: SpareLimits = { perShape: 1, total: 4, delayMs: 100 };

/** Makes a sandbox: Lambda's execution environments on this machine, through the real Runtime API (2018-06-01). */
export function createSandbox(options: SandboxOptions): Sandbox {
  const { now = () => new Date(), idleSeconds = 300 } = options;
  const workDir = absolute(options.workDir);
  const { maxEnvironments = 64 } = options;
  const pool = new Pool(maxEnvironments);
  const runtimes = new Map<string, Availability>();
  const expiry = new WeakMap<Environment, number>();
  const started = { cold: 0, warm: 0 };
  let swept: Promise<void> | undefined;
  let chosen: Promise<Driver> | undefined;
  const settings: LaunchSettings = {
    driver,
    workDir,
    initSeconds: options.initSeconds ?? 10,
    now,
    newLog: (spec, stream) =>
      new EnvironmentLog(
        (lines) => deliver(() => options.onLog(spec, stream, lines)),
        now,
        LOG_LIMITS,
        formattingOf(spec),
      ),
    onFree: (environment) => pool.free(environment),
    onEnded: (environment) => pool.remove(environment),
  };

  const spares = new Spares({
    workDir,
    driver,
    limits: { ...SPARES, ...options.spares },
    hasRoom: () => pool.size + spares.count < maxEnvironments,
  });
  const provisions = new Provisions({ pool, start: startAhead, isFresh });

  const tending = setInterval(() => {
    for (const environment of pool.environments) environment.tend();
    const idleSince = performance.now() - idleSeconds * 1000;
    pool.reap(idleSince);
    spares.reap(idleSince);
    provisions.tend();
  }, TEND_EVERY_MS).unref();

  function answered(
    spec: FunctionSpec,
    invocation: Invocation,
  ): Promise<AnsweredInvocation> {
    return new Promise((resolve, reject) => {
      const result = invoke(spec, invocation, {
        answered: (payload) => resolve({ payload, result }),
      });
      result.then((whole) => resolve({ ...whole, result }), reject);
    });
  }

  async function invokeStreaming(
    spec: FunctionSpec,
    invocation: Invocation,
  ): Promise<StreamedInvocation> {
    const answer = new AnswerStream();
    const result = invoke(spec, invocation, { sink: answer }).then((whole) =>
      answer.finish(whole),
    );
    result.catch((error: unknown) => answer.fail(error));
    const contentType = await answer.opened;
    return { contentType, body: answer.body, result };
  }

  async function invoke(
    spec: FunctionSpec,
    invocation: Invocation,
    listener: AnswerListener = {},
  ): Promise<InvocationResult> {
    const problem = eventFault({ ...invocation, deadlineMs: 0 });
    if (problem)
      throw new TypeError(`Cannot invoke ${spec.functionName}: ${problem}.`);
    const runtime = available(spec.runtime);
    if (!runtime.ok)
      return notStarted(spec, invocation, (id) =>
        runtimeNotAvailable(id, runtime.message),
      );

    keepAhead(spec);
    let fault = KILLED;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const place = await environmentFor(spec, runtime.binary);
      if ("fault" in place) return notStarted(spec, invocation, place.fault);
      const result = await place.environment.invoke(invocation, listener);
      if (result) return result;
      fault = place.environment.lastFault;
    }
    return notStarted(spec, invocation, fault);
  }

  /** A version with SnapStart has one ready from its first call on, also where nobody asked for it before. */
  function keepAhead(spec: FunctionSpec): void {
    if (!spec.snapStart || provisions.state(spec.key).wanted > 0) return;
    provisions.set(spec, 1).catch(() => undefined);
  }

  async function environmentFor(
    spec: FunctionSpec,
    binary: string,
  ): Promise<{ environment: Environment } | { fault: FaultFor }> {
    const place = await pool.take(spec.key, isFresh);
    if ("warm" in place) {
      started.warm++;
      return { environment: place.warm };
    }
    started.cold++;
    return start(spec, binary, "on-demand");
  }

  /** The same for one that no call waits for. */
  async function startAhead(
    spec: FunctionSpec,
  ): Promise<Environment | { errorType: string }> {
    const runtime = available(spec.runtime);
    if (!runtime.ok) {
      pool.giveBack();
      return { errorType: "Sandbox.RuntimeNotAvailable" };
    }
    const type = spec.snapStart ? "snap-start" : "provisioned-concurrency";
    const place = await start(spec, runtime.binary, type);
    if ("fault" in place)
      return { errorType: place.fault("").errorType ?? "Runtime.Unknown" };
    const { environment } = place;
    const { initFault } = environment;
    if (initFault === undefined && environment.usable) return environment;
    pool.remove(environment);
    return { errorType: initFault ?? "Runtime.ExitError" };
  }

  /** Makes and initializes an environment in the place that the pool has kept for it. */
  async function start(
    spec: FunctionSpec,
    binary: string,
    type: InitializationType,
  ): Promise<{ environment: Environment } | { fault: FaultFor }> {
    let environment: Environment;
    try {
      await (swept ??= sweep(settings));
      const credentials = await spec.credentials();
      const launch = await prepareLaunch(
        spec,
        binary,
        credentials,
        settings,
        type,
        await spares.take(spec, binary),
      );
      if ("fault" in launch) {
        pool.giveBack();
        return launch;
      }
      environment = launch.environment;
      expiry.set(environment, freshUntil(spec, credentials, now()));
    } catch (error) {
      pool.giveBack();
      if (error instanceof IsolationMissing)
        return { fault: (id) => isolationMissing(id, error.message) };
      throw error;
    }
    pool.add(environment);
    try {
      await environment.initialize();
    } catch (error) {
      pool.remove(environment);
      throw error;
    }
    return { environment };
  }

  function isFresh(environment: Environment): boolean {
    return now().getTime() < (expiry.get(environment) ?? 0);
  }

  function notStarted(
    spec: FunctionSpec,
    invocation: Invocation,
    fault: FaultFor,
  ): InvocationResult {
    const stream = spec.logStream ?? newLogStream(spec, now());
    return unstarted(
      spec,
      invocation,
      fault,
      settings.newLog(spec, stream),
      stream,
    );
  }

  function available(runtime: string): Availability {
    const known = runtimes.get(runtime);
    if (known) return known;
    const found = findRuntime(runtime, options.runtimes ?? {});
    runtimes.set(runtime, found);
    return found;
  }

  function driver(): Promise<Driver> {
    return (chosen ??= chooseDriver({
      choice: options.isolation ?? "auto",
      required: options.requireIsolation ?? false,
      workDir,
      files: options.files ?? [],
      ...(options.endpoint ? { endpoint: options.endpoint() } : {}),
    }));
  }

  async function close(): Promise<void> {
    clearInterval(tending);
    provisions.close();
    await Promise.all([pool.close(), spares.close()]);
    await bytecodeSettled(preparedDir(workDir));
    await chosen?.then(
      (one) => one.close(),
      () => {},
    );
  }

  return {
    invoke: (spec, invocation) => invoke(spec, invocation),
    answer: answered,
    invokeStreaming,
    provision: (spec, count) => provisions.set(spec, count),
    provisioned: (key) => provisions.state(key),
    available,
    isolation: async () => (await driver()).isolation,
    retire: (keyPrefix) => {
      provisions.forget(keyPrefix);
      return pool.retire(({ spec }) => spec.key.startsWith(keyPrefix));
    },
    stats: () => ({
      ...pool.counts(),
      coldStarts: started.cold,
      warmStarts: started.warm,
      spares: spares.count,
    }),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** A sink that fails loses its lines, not the invocation whose lines they are. */
function deliver(toSink: () => void): void {
  try {
    toSink();
  } catch (error) {
    process.emitWarning(
      error instanceof Error ? error : new Error(String(error)),
    );
  }
}

/**
 * Until when an environment may take calls, in milliseconds since 1970: its credentials must outlast a whole call, or,
 * when they are shorter-lived than that, half of their life.
 */
function freshUntil(
  spec: FunctionSpec,
  { expiration }: FunctionCredentials,
  issued: Date,
): number {
  const lifeMs = expiration.getTime() - issued.getTime();
  const marginMs = Math.min((spec.timeoutSeconds + 60) * 1000, lifeMs / 2);
  return expiration.getTime() - marginMs;
}
