import { newSegmentId } from "../../../core/trace-header.ts";
import type { CallTrace } from "./call-trace.ts";

/** What Lambda saw of a traced call; times are milliseconds since the epoch. */
export interface TracedCall {
  readonly functionName: string;
  /** As it was called: with the qualifier, where there was one. */
  readonly arn: string;
  readonly accountId: string;
  readonly requestId: string;
  readonly startedAt: number;
  readonly endedAt: number;
}

/** What became of a call that reached the function. */
export interface TracedRun {
  readonly durationMs: number;
  readonly initMs?: number;
  readonly functionError?: string | undefined;
  /** The function's error as it answered it. */
  readonly payload: Uint8Array;
}

type Recorded = NonNullable<CallTrace["recorded"]>;

/**
 * The segments of a call that ran: one of the service, and below it one of the function with its phases (Lambda
 * guide, "Understanding X-Ray traces"; X-Ray guide, "Segment documents").
 */
export function segmentsOfRun(
  trace: Recorded,
  call: TracedCall,
  run: TracedRun,
): readonly object[] {
  const failed = run.functionError !== undefined;
  return [
    serviceSegment(trace, call, {
      status: 200,
      ...(failed ? { fault: true } : {}),
    }),
    {
      ...common(trace, call),
      id: trace.functionSegmentId,
      parent_id: trace.serviceSegmentId,
      origin: "AWS::Lambda::Function",
      aws: { function_arn: call.arn, account_id: call.accountId },
      ...(failed ? { fault: true, cause: causeOf(run.payload) } : {}),
      subsegments: phases(call, run, failed),
    },
  ];
}

/** The one segment of a call that was refused for want of concurrency. */
export function segmentsOfThrottle(
  trace: Recorded,
  call: TracedCall,
): readonly object[] {
  return [
    serviceSegment(trace, call, { status: 429, error: true, throttle: true }),
  ];
}

function serviceSegment(
  trace: Recorded,
  call: TracedCall,
  { status, ...flags }: { status: number } & Record<string, unknown>,
): object {
  return {
    ...common(trace, call),
    id: trace.serviceSegmentId,
    ...(trace.parentId === undefined ? {} : { parent_id: trace.parentId }),
    origin: "AWS::Lambda",
    http: { response: { status } },
    aws: { request_id: call.requestId },
    ...flags,
  };
}

function common({ traceId }: Recorded, call: TracedCall) {
  return {
    trace_id: traceId,
    name: call.functionName,
    resource_arn: call.arn,
    start_time: seconds(call.startedAt),
    end_time: seconds(call.endedAt),
  };
}

/** Initialization on a cold start, the invocation, and whatever else the call took. */
function phases(
  { startedAt, endedAt }: TracedCall,
  { initMs = 0, durationMs }: TracedRun,
  failed: boolean,
): readonly object[] {
  const within = (at: number) => Math.min(Math.max(at, startedAt), endedAt);
  const invoked = within(startedAt + initMs);
  const answered = within(invoked + durationMs);
  const initialization =
    initMs > 0 ? [subsegment("Initialization", startedAt, invoked)] : [];
  return [
    ...initialization,
    {
      ...subsegment("Invocation", invoked, answered),
      ...(failed ? { fault: true } : {}),
    },
    subsegment("Overhead", answered, endedAt),
  ];
}

function subsegment(name: string, from: number, to: number) {
  return {
    id: newSegmentId(),
    name,
    start_time: seconds(from),
    end_time: seconds(to),
  };
}

/** Lines of a stack that a segment keeps: a document may have 64 KB. */
const DEEPEST = 50;
const LONGEST_TEXT = 1000;

/** The exception that a function answered; nothing is known of one that did not answer as Lambda's runtimes do. */
function causeOf(payload: Uint8Array): object {
  const { errorMessage, errorType, trace, stackTrace } = errorIn(payload);
  const stack = [trace, stackTrace].find(Array.isArray)?.slice(0, DEEPEST);
  const exception = {
    id: newSegmentId(),
    message: text(errorMessage),
    type: text(errorType),
    ...(stack ? { stack: stack.map((line) => ({ label: text(line) })) } : {}),
  };
  return { exceptions: [exception] };
}

function errorIn(payload: Uint8Array): Record<string, unknown> {
  try {
    const error: unknown = JSON.parse(Buffer.from(payload).toString());
    return typeof error === "object" && error !== null
      ? (error as Record<string, unknown>)
      : {};
  } catch {
    return {};
  }
}

function text(value: unknown): string {
  return typeof value === "string" ? value.slice(0, LONGEST_TEXT) : "";
}

/** X-Ray counts seconds, to the microsecond. */
function seconds(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1_000_000;
}
