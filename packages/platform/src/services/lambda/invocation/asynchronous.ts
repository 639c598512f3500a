import type { Context, Place } from "../../../core/context.ts";
import { Fault } from "../../../core/errors.ts";
import { event } from "../../../core/event.ts";
import { versionName } from "../configuration.ts";
import { referenceTo, type FunctionReference } from "../function-reference.ts";
import { eventInvokeConfig } from "./event-invoke-config.ts";
import { tellOf } from "./end-of-call.ts";
import type { LastAnswer } from "./invocation-record.ts";
import { measureAsynchronous } from "./metrics.ts";
import { run } from "./run.ts";
import { findTarget, type Target } from "./target.ts";
import {
  DEFAULT_LIMITS,
  whatNext,
  type AsynchronousLimits,
  type Outcome,
  type Standing,
} from "./what-next.ts";

/** A call that was accepted and runs later. */
export interface AsynchronousCall extends Place, Standing {
  readonly functionName: string;
  readonly qualifier?: string;
  readonly requestId: string;
  /** JSON text. */
  readonly payload: string;
  readonly clientContext?: string;
  readonly traceId?: string;
  /** What went wrong last, where it did. */
  readonly problem?: Pick<LastAnswer, "status" | "message">;
}

/** A function was called with the invocation type `Event`, or is to be called once more. */
export const asynchronousCall = event<AsynchronousCall>(
  "lambda.AsynchronousCall",
  { lane: (call) => referenceTo(call, call.functionName).functionArn },
);

/**
 * Runs an accepted call; what is to happen next is decided with the removal of this event. All is read aside: a
 * change of the function while it runs must not make it run again.
 */
export async function runAsynchronously(
  call: AsynchronousCall,
  ctx: Context,
): Promise<void> {
  const aside = ctx.aside();
  const reference = referenceTo(call, call.functionName, call.qualifier);
  const config = await eventInvokeConfig(reference, aside);
  const limits = limitsOf(config);
  // An alias with weights chooses at each attempt: a call runs the version of its time, not of its acceptance.
  const target = await targetOf(reference, aside);
  const { outcome, answer } = await attempt(call, target, limits, aside);
  const next = whatNext(outcome, call, limits, ctx.now());
  if ("at" in next) {
    const { status, message } = answer ?? { status: 500 };
    const problem = { status, ...(message === undefined ? {} : { message }) };
    const { at } = next;
    ctx.emit(asynchronousCall, { ...call, ...next.standing, problem }, { at });
    return;
  }
  if (outcome !== "succeeded")
    measureAsynchronous(reference, "AsyncEventsDropped", ctx);
  if (target && next.over)
    tellOf(
      { call, target, config, condition: next.over, ran: RAN.has(outcome) },
      answer ?? call.problem,
      ctx,
    );
}

interface Attempt {
  readonly outcome: Outcome;
  readonly answer?: LastAnswer;
}

/** Outcomes of attempts in which the function ran. */
const RAN: ReadonlySet<Outcome> = new Set(["succeeded", "failed"]);

async function attempt(
  call: AsynchronousCall,
  target: Target | undefined,
  { oldest }: AsynchronousLimits,
  ctx: Context,
): Promise<Attempt> {
  if (!target) return { outcome: "gone" };
  const age = ctx.now() - call.acceptedAt;
  if (age > oldest) return { outcome: "expired" };
  if (target.owner.reservedConcurrency === 0)
    return { outcome: "blocked", answer: THROTTLED };
  try {
    const { payload, functionError } = await run(
      target,
      {
        requestId: call.requestId,
        payload: Buffer.from(call.payload),
        clientContext: call.clientContext,
        traceId: call.traceId,
      },
      ctx,
    );
    measureAsynchronous(target.reference, "AsyncEventAge", ctx, age);
    const answer: LastAnswer = {
      status: 200,
      executedVersion: versionName(target.version.version),
      payload: Buffer.from(payload).toString(),
    };
    if (functionError === undefined) return { outcome: "succeeded", answer };
    const message = messageIn(answer.payload);
    return { outcome: "failed", answer: { ...answer, functionError, message } };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const { name, status, message } = error;
    return {
      outcome: REFUSALS[name] ?? "deferred",
      answer: { status: STATUS[name] ?? (status || 500), message },
    };
  }
}

const THROTTLED: LastAnswer = { status: 429, message: "Rate Exceeded." };

/** What follows from a refusal; throttles, faults and roles that cannot be assumed are tried again. */
const REFUSALS: Readonly<Partial<Record<string, Outcome>>> = {
  ResourceNotFoundException: "gone",
  RecursiveInvocationException: "recursive",
};

/** The model's statuses, which a fault does not carry. */
const STATUS: Readonly<Partial<Record<string, number>>> = {
  TooManyRequestsException: 429,
  RecursiveInvocationException: 400,
};

async function targetOf(
  reference: FunctionReference,
  ctx: Context,
): Promise<Target | undefined> {
  try {
    return await findTarget(reference, ctx);
  } catch (error) {
    if (error instanceof Fault && error.name === "ResourceNotFoundException")
      return undefined;
    throw error;
  }
}

function limitsOf(
  config: Awaited<ReturnType<typeof eventInvokeConfig>>,
): AsynchronousLimits {
  if (!config) return DEFAULT_LIMITS;
  const { maximumRetryAttempts: retries = DEFAULT_LIMITS.retries } = config;
  const seconds = config.maximumEventAgeInSeconds;
  return {
    retries,
    oldest: seconds === undefined ? DEFAULT_LIMITS.oldest : seconds * 1000,
  };
}

/** The text of an error that a function answered. */
function messageIn(payload = ""): string {
  try {
    const { errorMessage } = JSON.parse(payload) as { errorMessage?: unknown };
    return typeof errorMessage === "string" ? errorMessage : "";
  } catch {
    return "";
  }
}
