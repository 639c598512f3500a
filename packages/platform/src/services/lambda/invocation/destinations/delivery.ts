import type { MessageAttributeValue } from "@aws-sdk/client-sqs";
import { parseArn } from "../../../../core/arn.ts";
import type { Context, Place } from "../../../../core/context.ts";
import { Fault } from "../../../../core/errors.ts";
import { event } from "../../../../core/event.ts";
import { referenceTo } from "../../function-reference.ts";
import { measureAsynchronous } from "../metrics.ts";
import { KINDS } from "./kinds.ts";
import { roleSession } from "./role-session.ts";

/** A record, or a dead letter, that is on its way to its target. */
export interface Delivery extends Place {
  readonly functionName: string;
  readonly qualifier?: string;
  /** The ARN of the role with whose rights it is sent. */
  readonly role: string;
  /** An ARN. */
  readonly target: string;
  /** The metric that counts it if it cannot be delivered. */
  readonly failure: "DestinationDeliveryFailures" | "DeadLetterErrors";
  readonly body: string;
  readonly attributes?: Record<string, MessageAttributeValue>;
  readonly traceId?: string;
  /** Milliseconds since the epoch. */
  readonly madeAt: number;
  readonly attempts: number;
}

/** A call is over, and someone is to be told. */
export const delivery = event<Delivery>("lambda.Delivery", {
  lane: ({ target }) => target,
});

const OLDEST = 21_600_000;
const LONGEST_WAIT = 300_000;

/** Sends a record to its target; what the target or its policies refuse is counted, and not tried again. */
export async function deliver(record: Delivery, ctx: Context): Promise<void> {
  const reference = referenceTo(record, record.functionName, record.qualifier);
  const kind = KINDS[parseArn(record.target)?.service ?? ""];
  try {
    const role = await roleSession(record.role, reference, ctx);
    await kind?.send(record, ctx, role);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const wait = Math.min(1000 * 2 ** record.attempts, LONGEST_WAIT);
    const at = ctx.now() + wait;
    if (isPassing(error) && at - record.madeAt <= OLDEST)
      ctx.emit(delivery, { ...record, attempts: record.attempts + 1 }, { at });
    else measureAsynchronous(reference, record.failure, ctx);
  }
}

/** Throttles and the platform's own faults pass. */
const isPassing = ({ status, name }: Fault): boolean =>
  status >= 500 || status === 429 || /Throttl|TooManyRequests/.test(name);
