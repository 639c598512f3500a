import type {
  AnsweredInvocation,
  FunctionSpec,
  Invocation,
  InvocationResult,
  StreamedInvocation,
} from "@gatehouse/sandbox";
import type { Context } from "../../../core/context.ts";
import { formatTraceHeader } from "../../../core/trace-header.ts";
import type { Load } from "./concurrency.ts";
import { callTrace } from "../tracing/call-trace.ts";
import {
  expectSegments,
  recordRun,
  recordThrottle,
  type TraceBegun,
} from "../tracing/record.ts";
import { samplerOf } from "../tracing/sampler.ts";
import { measureRun, measureStopped, measureThrottle } from "./metrics.ts";
import { measureAccount, measureProvisioned } from "./concurrency-metrics.ts";
import { prepare } from "./prepare.ts";
import { standingOf } from "./provisioned/standing.ts";
import { isLoop, lineageThrough, stopped } from "./recursion.ts";
import { runnerOf, type Runner } from "./runner.ts";
import { knownSetAside } from "./set-aside.ts";
import type { Target } from "./target.ts";

/** One call of a function, on its way to the sandbox. */
export interface FunctionCall {
  readonly requestId: string;
  readonly payload: Uint8Array;
  /** JSON text. */
  readonly clientContext: string | undefined;
  /** The trace header that came with the call. */
  readonly traceId: string | undefined;
}

/**
 * Runs a function once, up to its answer. What the function does wrong is in it.
 * @throws Fault TooManyRequestsException, RecursiveInvocationException, AccessDeniedException where the role cannot
 * be assumed
 */
export async function run(
  target: Target,
  call: FunctionCall,
  ctx: Context,
): Promise<AnsweredInvocation> {
  const begun = await begin(target, call, ctx);
  const { runner, spec, invocation } = begun;
  try {
    const answered = await runner.sandbox.answer(spec, invocation);
    refuseClosing(runner);
    const load = runner.concurrency.load(target.reference);
    const result = answered.result.then((whole) =>
      concluded(begun, target, { result: whole, load }, ctx),
    );
    ctx.platform.telemetry.expect(result);
    return { ...answered, result };
  } finally {
    begun.leave();
  }
}

/** The same, with the answer passed on while the function makes it; the call counts as running until it ends. */
export async function runStreaming(
  target: Target,
  call: FunctionCall,
  ctx: Context,
): Promise<StreamedInvocation> {
  const begun = await begin(target, call, ctx);
  const { sandbox } = begun.runner;
  try {
    const streamed = await sandbox.invokeStreaming(
      begun.spec,
      begun.invocation,
    );
    const result = streamed.result
      .then((whole) => {
        const { concurrency } = begun.runner;
        const load = concurrency.load(target.reference);
        return concluded(begun, target, { result: whole, load }, ctx);
      })
      .finally(begun.leave);
    unawaited(result);
    return { ...streamed, result };
  } catch (error) {
    begun.leave();
    throw error;
  }
}

/** A call that was let in. */
interface Begun {
  readonly runner: Runner;
  readonly spec: FunctionSpec;
  readonly invocation: Invocation;
  readonly tracing: TraceBegun;
  /** Concurrency of the account that its other functions cannot use. */
  readonly setAside: number;
  readonly leave: () => void;
}

async function begin(
  target: Target,
  call: FunctionCall,
  ctx: Context,
): Promise<Begun> {
  const runner = runnerOf(ctx.platform, ctx.now);
  const tracing = traceBegun(target, call, ctx);
  const { header } = tracing.trace;
  const { functionArn } = target.reference;
  if (isLoop(header, functionArn, target.owner)) {
    measureStopped(target, ctx);
    throw stopped();
  }
  const setAside = await knownSetAside(target.reference, ctx);
  const leave = enter(runner, target, { tracing, setAside }, ctx);
  try {
    const spec = await prepare(target, ctx);
    retireOlder(runner, spec);
    expectSegments(tracing, target, spec.key, runner, ctx);
    const { requestId, payload, clientContext } = call;
    const invocation = {
      requestId,
      payload,
      invokedFunctionArn: target.reference.arn,
      traceId: formatTraceHeader(lineageThrough(header, functionArn)),
      ...(clientContext === undefined ? {} : { clientContext }),
    };
    return { runner, spec, invocation, tracing, setAside, leave };
  } catch (error) {
    leave();
    throw error;
  }
}

/** Whoever asks for it learns that it failed; where nobody does the platform must not end by it. */
function unawaited(result: Promise<unknown>): void {
  result.catch(() => undefined);
}

function refuseClosing({ closing }: Runner): void {
  if (closing)
    throw new Error("The platform closed while a function was running.");
}

/** Tells CloudWatch and X-Ray of a call that is over. `load` is what ran while it did. */
function concluded(
  { runner, spec, tracing, setAside }: Begun,
  target: Target,
  { result, load }: { result: InvocationResult; load: Load },
  ctx: Context,
): InvocationResult {
  refuseClosing(runner);
  measureRun(target, result, load, ctx);
  measureProvisioned(target, result, runner, ctx);
  measureAccount(target, load, setAside, ctx);
  recordRun(tracing, target, spec.key, result, runner, ctx);
  return result;
}

function traceBegun(
  { reference, version }: Target,
  { requestId, traceId }: FunctionCall,
  ctx: Context,
): TraceBegun {
  const startedAt = ctx.now();
  const mode = version.settings.TracingConfig?.Mode;
  const trace = callTrace(traceId, mode, startedAt, () =>
    samplerOf(ctx.platform).samples(
      reference.functionArn,
      startedAt,
      Math.random(),
    ),
  );
  return { trace, requestId, startedAt };
}

function enter(
  runner: Runner,
  target: Target,
  { tracing, setAside }: { tracing: TraceBegun; setAside: number },
  ctx: Context,
): () => void {
  const { reference, version } = target;
  const standing = standingOf(reference, version.version, ctx);
  const ready = standing !== undefined && standing.busy < standing.ready;
  try {
    return runner.concurrency.enter(target, {
      setAside,
      ready,
      now: ctx.now(),
    });
  } catch (error) {
    measureThrottle(target, ctx);
    recordThrottle(tracing, target, runner, ctx);
    throw error;
  }
}

/** Environments of a configuration that is no longer the current one are of no use. */
function retireOlder(
  { keys, sandbox, logDoors, traceDoors }: Runner,
  { functionArn, key }: { functionArn: string; key: string },
): void {
  const before = keys.get(functionArn);
  if (before === key) return;
  keys.set(functionArn, key);
  if (before === undefined) return;
  void sandbox.retire(before).then(() => {
    logDoors.delete(before);
    traceDoors.delete(before);
  });
}
