import type { InvocationResult } from "@gatehouse/sandbox";
import type { Context } from "../../../core/context.ts";
import { measureRun, measureThrottle } from "./metrics.ts";
import { prepare } from "./prepare.ts";
import { runnerOf, type Runner } from "./runner.ts";
import type { Target } from "./target.ts";

/** One call of a function, on its way to the sandbox. */
export interface FunctionCall {
  readonly requestId: string;
  readonly payload: Uint8Array;
  /** JSON text. */
  readonly clientContext: string | undefined;
  readonly traceId: string | undefined;
}

/**
 * Runs a function once. What the function does wrong is in the result.
 * @throws Fault TooManyRequestsException, AccessDeniedException where the role cannot be assumed
 */
export async function run(
  target: Target,
  call: FunctionCall,
  ctx: Context,
): Promise<InvocationResult> {
  const runner = runnerOf(ctx.platform, ctx.now);
  const leave = enter(runner, target, ctx);
  try {
    const spec = await prepare(target, ctx);
    retireOlder(runner, spec);
    const { requestId, payload, clientContext, traceId } = call;
    const result = await runner.sandbox.invoke(spec, {
      requestId,
      payload,
      invokedFunctionArn: target.reference.arn,
      ...(clientContext === undefined ? {} : { clientContext }),
      ...(traceId === undefined ? {} : { traceId }),
    });
    if (runner.closing)
      throw new Error("The platform closed while a function was running.");
    measureRun(target, result, runner.concurrency, ctx);
    return result;
  } finally {
    leave();
  }
}

function enter(runner: Runner, target: Target, ctx: Context): () => void {
  try {
    return runner.concurrency.enter(target);
  } catch (error) {
    measureThrottle(target, ctx);
    throw error;
  }
}

/** Environments of a configuration that is no longer the current one are of no use. */
function retireOlder(
  { keys, sandbox, logDoors }: Runner,
  { functionArn, key }: { functionArn: string; key: string },
): void {
  const before = keys.get(functionArn);
  if (before === key) return;
  keys.set(functionArn, key);
  if (before === undefined) return;
  void sandbox.retire(before).then(() => logDoors.delete(before));
}
