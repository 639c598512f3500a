import type { Context, Place } from "../../../core/context.ts";
import { Fault } from "../../../core/errors.ts";
import { event } from "../../../core/event.ts";
import { referenceTo } from "../function-reference.ts";
import { run } from "./run.ts";
import { findTarget } from "./target.ts";

/** A call that was accepted and runs later. */
export interface AsynchronousCall extends Place {
  readonly functionName: string;
  readonly qualifier?: string;
  readonly requestId: string;
  /** JSON text. */
  readonly payload: string;
  readonly clientContext?: string;
  readonly traceId?: string;
  /** Milliseconds since the epoch. */
  readonly acceptedAt: number;
  /** Runs that the function failed; runs that a crash of the platform broke off do not count. */
  readonly functionErrors: number;
  /** Times it was refused for want of concurrency, or by a fault of the platform. */
  readonly deferrals: number;
}

/** A function was called with the invocation type `Event`, or is to be called once more. */
export const asynchronousCall = event<AsynchronousCall>(
  "lambda.AsynchronousCall",
  { lane: (call) => referenceTo(call, call.functionName).functionArn },
);

/** A function that fails runs again one and two minutes later (Lambda guide, "Asynchronous invocation"). */
const RETRY_AFTER = [60_000, 120_000];
/** Throttled calls are kept six hours, and tried at most five minutes apart. */
const OLDEST = 21_600_000;
const LONGEST_DEFERRAL = 300_000;

/** Runs an accepted call; what is to happen next is decided with the removal of this event. */
export async function runAsynchronously(
  call: AsynchronousCall,
  ctx: Context,
): Promise<void> {
  const outcome = await attempt(call, ctx);
  const { functionErrors, deferrals } = call;
  if (outcome === "failed") {
    const wait = RETRY_AFTER[functionErrors];
    if (wait !== undefined)
      ctx.emit(
        asynchronousCall,
        { ...call, functionErrors: functionErrors + 1 },
        { at: ctx.now() + wait },
      );
  }
  if (outcome === "deferred") {
    const at = ctx.now() + Math.min(1000 * 2 ** deferrals, LONGEST_DEFERRAL);
    if (at - call.acceptedAt <= OLDEST)
      ctx.emit(asynchronousCall, { ...call, deferrals: deferrals + 1 }, { at });
  }
}

type Outcome = "succeeded" | "failed" | "deferred" | "gone";

/** The run reads aside: a change of the function while it runs must not make it run again. */
async function attempt(call: AsynchronousCall, ctx: Context): Promise<Outcome> {
  const aside = ctx.aside();
  const reference = referenceTo(call, call.functionName, call.qualifier);
  try {
    const target = await findTarget(reference, aside);
    const { functionError } = await run(
      target,
      {
        requestId: call.requestId,
        payload: Buffer.from(call.payload),
        clientContext: call.clientContext,
        traceId: call.traceId,
      },
      aside,
    );
    return functionError ? "failed" : "succeeded";
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return error.name === "ResourceNotFoundException" ? "gone" : "deferred";
  }
}
