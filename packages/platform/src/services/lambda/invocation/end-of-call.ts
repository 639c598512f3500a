import type { Context } from "../../../core/context.ts";
import { referenceTo } from "../function-reference.ts";
import type { AsynchronousCall } from "./asynchronous.ts";
import { delivery, type Delivery } from "./destinations/delivery.ts";
import {
  deadLetterAttributes,
  invocationRecord,
  type EndedCall,
  type LastAnswer,
} from "./invocation-record.ts";
import type { EventInvokeConfigRow } from "./tables.ts";
import type { Target } from "./target.ts";
import type { Condition } from "./what-next.ts";

/** A call that is over, with what it was for. */
interface Ended {
  readonly call: AsynchronousCall;
  readonly target: Target;
  readonly config: EventInvokeConfigRow | undefined;
  readonly condition: Condition;
  /** Whether the function ran in the last attempt. */
  readonly ran: boolean;
}

/** Tells those who asked for it: the destination gets a record, and of a failure the dead-letter queue the event. */
export function tellOf(
  { call, target, config, condition, ran }: Ended,
  answer: LastAnswer | undefined,
  ctx: Context,
): void {
  const { settings } = target.version;
  const succeeded = condition === "Success";
  const destination = succeeded ? config?.onSuccess : config?.onFailure;
  const deadLetters = succeeded ? "" : settings.DeadLetterConfig?.TargetArn;
  if (!destination && !deadLetters) return;
  const { accountId, region, functionName, qualifier, traceId } = call;
  const ended: EndedCall = {
    requestId: call.requestId,
    functionArn: referenceTo(call, functionName, qualifier ?? "$LATEST").arn,
    condition,
    runs: call.functionErrors + (ran ? 1 : 0),
    payload: call.payload,
    answer,
  };
  const send = (
    to: Pick<Delivery, "target" | "failure" | "body" | "attributes">,
  ): void =>
    ctx.emit(delivery, {
      accountId,
      region,
      functionName,
      ...(qualifier === undefined ? {} : { qualifier }),
      ...(traceId === undefined ? {} : { traceId }),
      role: settings.Role ?? "",
      madeAt: ctx.now(),
      attempts: 0,
      ...to,
    });
  if (destination)
    send({
      target: destination,
      failure: "DestinationDeliveryFailures",
      body: invocationRecord(ended, ctx.now()),
    });
  if (deadLetters)
    send({
      target: deadLetters,
      failure: "DeadLetterErrors",
      body: call.payload,
      attributes: deadLetterAttributes(ended),
    });
}
