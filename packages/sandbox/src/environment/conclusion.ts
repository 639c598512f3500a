import type {
  FunctionSpec,
  InitializationType,
  Invocation,
  InvocationResult,
} from "../function-spec.ts";
import type { EnvironmentLog } from "../logs/environment-log.ts";
import { reportEvent, runtimeDoneEvent } from "../logs/platform-events.ts";
import { type FunctionAnswer, RESPONSE_LIMIT } from "../runtime-api/session.ts";
import { STREAM_LIMIT } from "../runtime-api/streamed-body.ts";
import { type Fault, reported, responseTooLarge } from "./faults.ts";

/** How an invocation came out: an answer, or a fault. */
export type Outcome = Fault | { readonly payload: Uint8Array };

/** What was measured of an invocation; durations in milliseconds. */
export interface Measured {
  readonly durationMs: number;
  readonly initMs?: number | undefined;
  readonly maxMemoryMb: number;
  /** How long its restore took, when it waited initialized for its first call. */
  readonly restoreMs?: number | undefined;
  /** What was streamed; absent when the answer came whole. */
  readonly producedBytes?: number | undefined;
  readonly initializationType: InitializationType;
}

/** What a function's answer means. */
export function outcomeOf(answer: FunctionAnswer): Outcome {
  if (answer.kind === "too-large")
    return responseTooLarge(answer.streamed ? STREAM_LIMIT : RESPONSE_LIMIT);
  return answer.kind === "error"
    ? reported(answer.payload, answer.errorType)
    : { payload: answer.payload };
}

/** Writes the closing lines of an invocation into its log, delivers them and makes the result. */
export function conclude(
  spec: FunctionSpec,
  invocation: Invocation,
  log: EnvironmentLog,
  logStream: string,
  { producedBytes, initializationType, restoreMs, ...measured }: Measured,
  outcome: Outcome,
): InvocationResult {
  const { requestId } = invocation;
  const fault = "status" in outcome ? outcome : undefined;
  const { durationMs, initMs, maxMemoryMb } = measured;
  // Since August 2025 Lambda bills the init phase of every function; a provisioned one is paid for by the hour.
  const billedInitMs = initializationType === "on-demand" ? (initMs ?? 0) : 0;
  const timing = {
    durationMs,
    billedMs: Math.max(
      1,
      Math.ceil(durationMs + billedInitMs + (restoreMs ?? 0)),
    ),
    ...(initMs === undefined ? {} : { initMs }),
    maxMemoryMb,
  };
  // An error that the function itself reported is, to Lambda, a successful invocation.
  const failure = fault?.logLine === undefined ? undefined : fault;
  const trace = tracedBy(spec, invocation);
  log.closeLimit();
  if (fault?.logLine) log.remark(fault.logLine);
  const produced = producedBytes ?? outcome.payload.length;
  log.event(runtimeDoneEvent(requestId, durationMs, produced, trace, failure));
  log.event(
    reportEvent({
      ...timing,
      restoreMs,
      requestId,
      memoryMb: spec.memoryMb,
      trace,
      ...(failure ? { failure } : {}),
    }),
  );
  const text = log.text();
  log.deliver();
  return {
    payload: outcome.payload,
    ...(fault
      ? { functionError: "Unhandled", errorType: fault.errorType }
      : {}),
    log: text,
    logStream,
    initializationType,
    ...timing,
  };
}

function tracedBy(
  spec: FunctionSpec,
  { traceId }: Invocation,
): string | undefined {
  if (spec.tracingMode !== "Active") return undefined;
  return traceId;
}
