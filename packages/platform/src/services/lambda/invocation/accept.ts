import type { Context } from "../../../core/context.ts";
import { asynchronousCall } from "./asynchronous.ts";
import { measureAsynchronous } from "./metrics.ts";
import type { FunctionCall } from "./run.ts";
import type { Target } from "./target.ts";

/** Takes a call in, to be run later; it is durable with the answer to its caller. */
export function accept(
  { reference }: Pick<Target, "reference">,
  { requestId, payload, clientContext, traceId }: FunctionCall,
  ctx: Context,
): void {
  const { accountId, region, functionName, qualifier } = reference;
  ctx.emit(asynchronousCall, {
    accountId,
    region,
    functionName,
    requestId,
    payload: Buffer.from(payload).toString(),
    acceptedAt: ctx.now(),
    functionErrors: 0,
    deferrals: 0,
    ...(qualifier === undefined ? {} : { qualifier }),
    ...(clientContext === undefined ? {} : { clientContext }),
    ...(traceId === undefined ? {} : { traceId }),
  });
  measureAsynchronous(reference, "AsyncEventsReceived", ctx);
}
