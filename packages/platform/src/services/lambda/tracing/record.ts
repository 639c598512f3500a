import type { InvocationResult } from "@gatehouse/sandbox";
import type { Context } from "../../../core/context.ts";
import { versionName } from "../configuration.ts";
import { referenceTo } from "../function-reference.ts";
import type { Runner } from "../invocation/runner.ts";
import type { Target } from "../invocation/target.ts";
import type { CallTrace } from "./call-trace.ts";
import { daemonOf } from "./daemon.ts";
import {
  segmentsOfRun,
  segmentsOfThrottle,
  type TracedCall,
} from "./segments.ts";

/** What is known of a call when its trace begins. */
export interface TraceBegun {
  readonly trace: CallTrace;
  readonly requestId: string;
  readonly startedAt: number;
}

/** Hands the segments of a call that ran to X-Ray, as far as the function's role lets them through. */
export function recordRun(
  begun: TraceBegun,
  target: Target,
  key: string,
  result: InvocationResult,
  runner: Runner,
  ctx: Context,
): void {
  const { recorded } = begun.trace;
  if (!recorded) return;
  const call = tracedCall(begun, target, ctx);
  pass(runner, key, target, segmentsOfRun(recorded, call, result), ctx);
}

/** The same for a call that was refused for want of concurrency. */
export function recordThrottle(
  begun: TraceBegun,
  target: Target,
  runner: Runner,
  ctx: Context,
): void {
  const { recorded } = begun.trace;
  const { reference, version } = target;
  const named = versionName(version.version);
  const { arn } = referenceTo(reference, reference.functionName, named);
  const key = runner.keys.get(arn);
  if (!recorded || key === undefined) return;
  const call = tracedCall(begun, target, ctx);
  pass(runner, key, target, segmentsOfThrottle(recorded, call), ctx);
}

/** What the function's own SDK tells of a traced call goes through the same door. */
export function expectSegments(
  { trace }: TraceBegun,
  { reference }: Target,
  key: string,
  { traceDoors }: Runner,
  { platform }: Context,
): void {
  if (!trace.recorded) return;
  daemonOf(platform).expect(trace.recorded.traceId, (document) =>
    traceDoors
      .get(key)
      ?.pass(() => platform.telemetry.trace(reference, [document])),
  );
}

function tracedCall(
  { requestId, startedAt }: TraceBegun,
  { reference }: Target,
  ctx: Context,
): TracedCall {
  const { functionName, arn, accountId } = reference;
  return {
    functionName,
    arn,
    accountId,
    requestId,
    startedAt,
    endedAt: ctx.now(),
  };
}

function pass(
  { traceDoors }: Runner,
  key: string,
  { reference }: Target,
  segments: readonly object[],
  { platform }: Context,
): void {
  const documents = segments.map((segment) => JSON.stringify(segment));
  traceDoors
    .get(key)
    ?.pass(() => platform.telemetry.trace(reference, documents));
}
