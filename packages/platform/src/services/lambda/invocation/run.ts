import type {
  FunctionSpec,
  Invocation,
  InvocationResult,
  StreamedInvocation,
} from "@gatehouse/sandbox";
import type { Context } from "../../../core/context.ts";
import { formatTraceHeader } from "../../../core/trace-header.ts";
import { callTrace } from "../tracing/call-trace.ts";
import {
  recordRun,
  recordThrottle,
  type TraceBegun,
} from "../tracing/record.ts";
import { samplerOf } from "../tracing/sampler.ts";
import { measureRun, measureThrottle } from "./metrics.ts";
import { prepare } from "./prepare.ts";
import { isLoop, lineageThrough, stopped } from "./recursion.ts";
import { runnerOf, type Runner } from "./runner.ts";
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
 * Runs a function once. What the function does wrong is in the result.
 * @throws Fault TooManyRequestsException, RecursiveInvocationException, AccessDeniedException where the role cannot
 * be assumed
 */
export async function run(
  target: Target,
  call: FunctionCall,
  ctx: Context,
): Promise<InvocationResult> {
  const begun = await begin(target, call, ctx);
  const { sandbox } = begun.runner;
  try {
    const result = await sandbox.invoke(begun.spec, begun.invocation);
    return concluded(begun, target, result, ctx);
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
      .then((whole) => concluded(begun, target, whole, ctx))
      .finally(begun.leave);
    // Whoever reads the answer learns of it; who does not must not end the platform by it.
    result.catch(() => undefined);
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
  if (isLoop(header, functionArn, target.owner)) throw stopped();
  const leave = enter(runner, target, tracing, ctx);
  try {
    const spec = await prepare(target, ctx);
    retireOlder(runner, spec);
    const { requestId, payload, clientContext } = call;
    const invocation = {
      requestId,
      payload,
      invokedFunctionArn: target.reference.arn,
      traceId: formatTraceHeader(lineageThrough(header, functionArn)),
      ...(clientContext === undefined ? {} : { clientContext }),
    };
    return { runner, spec, invocation, tracing, leave };
  } catch (error) {
    leave();
    throw error;
  }
}

function concluded(
  { runner, spec, tracing }: Begun,
  target: Target,
  result: InvocationResult,
  ctx: Context,
): InvocationResult {
  if (runner.closing)
    throw new Error("The platform closed while a function was running.");
  measureRun(target, result, runner.concurrency, ctx);
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
  tracing: TraceBegun,
  ctx: Context,
): () => void {
  try {
    return runner.concurrency.enter(target);
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
