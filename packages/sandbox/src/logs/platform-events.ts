import type { InitializationType, SystemLogLevel } from "../function-spec.ts";

/** Something that the platform says about an environment, in the shapes of Lambda's Telemetry API (2022-07-01). */
export interface PlatformEvent {
  /** As `platform.start`. */
  readonly type: string;
  readonly record: Readonly<Record<string, unknown>>;
  /** Which system log level keeps it in a JSON log, by AWS's event mapping. */
  readonly level: SystemLogLevel;
  /** Its line in a text log; absent where Lambda prints none. */
  readonly text?: string;
}

/** What a REPORT says; durations in milliseconds, memory in MB. */
export interface Report {
  readonly requestId: string;
  readonly durationMs: number;
  readonly billedMs: number;
  readonly memoryMb: number;
  readonly maxMemoryMb: number;
  readonly initMs?: number | undefined;
  readonly restoreMs?: number | undefined;
  /** The trace header as the invocation carried it, where it was traced. */
  readonly trace?: string | undefined;
  /** Absent when the function answered, whatever it answered. */
  readonly failure?: Failure;
}

/** How an invocation or initialization failed. */
export interface Failure {
  readonly status: "timeout" | "error";
  readonly errorType?: string | undefined;
}

/** The phase that an initialization takes place in: `invoke` when an invocation repeats one that failed. */
export type InitPhase = "init" | "invoke";

/** `START`, as Lambda prints it before the handler runs. */
export function startEvent(
  requestId: string,
  version: string,
  trace?: string,
): PlatformEvent {
  return {
    type: "platform.start",
    record: { requestId, version, ...tracing(trace) },
    level: "INFO",
    text: `START RequestId: ${requestId} Version: ${version}`,
  };
}

/** The runtime is done with an event; in a text log this is `END`. */
export function runtimeDoneEvent(
  requestId: string,
  durationMs: number,
  producedBytes: number,
  trace?: string,
  failure?: Failure,
): PlatformEvent {
  return {
    type: "platform.runtimeDone",
    record: {
      requestId,
      ...statusOf(failure),
      ...tracing(trace),
      metrics: { durationMs: rounded(durationMs), producedBytes },
    },
    level: failure ? "WARN" : "DEBUG",
    text: `END RequestId: ${requestId}`,
  };
}

/** `REPORT`, whose fields are separated by tabs and which ends with one. */
export function reportEvent(report: Report): PlatformEvent {
  const { requestId, durationMs, initMs, restoreMs, failure, trace } = report;
  return {
    type: "platform.report",
    record: {
      requestId,
      metrics: {
        durationMs: rounded(durationMs),
        billedDurationMs: report.billedMs,
        memorySizeMB: report.memoryMb,
        maxMemoryUsedMB: report.maxMemoryMb,
        ...(initMs === undefined ? {} : { initDurationMs: rounded(initMs) }),
        ...(restoreMs === undefined
          ? {}
          : { restoreDurationMs: rounded(restoreMs) }),
      },
      ...tracing(trace),
      ...statusOf(failure),
    },
    level: failure ? "WARN" : "INFO",
    text: reportText(report),
  };
}

/** `INIT_START`: which runtime an environment starts with. */
export function initStartEvent(
  runtime: { readonly name: string; readonly arn: string },
  initializationType: InitializationType,
  phase: InitPhase,
  functionName: string,
  functionVersion: string,
): PlatformEvent {
  return {
    type: "platform.initStart",
    record: {
      initializationType,
      phase,
      runtimeVersion: runtime.name,
      runtimeVersionArn: runtime.arn,
      functionName,
      functionVersion,
    },
    level: "INFO",
    // One that an invocation repeats is announced to subscribers only.
    ...(phase === "init"
      ? {
          text: `INIT_START Runtime Version: ${runtime.name}\tRuntime Version ARN: ${runtime.arn}`,
        }
      : {}),
  };
}

/** The runtime has initialized, or failed to. */
export function initRuntimeDoneEvent(
  initializationType: InitializationType,
  phase: InitPhase,
  failure?: Failure,
): PlatformEvent {
  return {
    type: "platform.initRuntimeDone",
    record: { initializationType, phase, ...statusOf(failure) },
    level: failure ? "WARN" : "DEBUG",
  };
}

/** The whole initialization, extensions included; in a text log only one that failed is told: `INIT_REPORT`. */
export function initReportEvent(
  initializationType: InitializationType,
  durationMs: number,
  phase: InitPhase,
  failure?: Failure,
): PlatformEvent {
  return {
    type: "platform.initReport",
    record: {
      initializationType,
      phase,
      ...statusOf(failure),
      metrics: { durationMs: rounded(durationMs) },
    },
    level: failure
      ? "WARN"
      : initializationType === "on-demand"
        ? "DEBUG"
        : "INFO",
    ...(failure
      ? {
          text: `INIT_REPORT Init Duration: ${durationMs.toFixed(2)} ms\tPhase: ${phase}\tStatus: ${failure.status}${failure.status === "error" ? `\tError Type: ${typeOf(failure)}` : ""}`,
        }
      : {}),
  };
}

/** `RESTORE_START`: an environment that was initialized ahead is made ready for its first call. */
export function restoreStartEvent(
  runtime: { readonly name: string; readonly arn: string },
  functionName: string,
  functionVersion: string,
): PlatformEvent {
  return {
    type: "platform.restoreStart",
    record: {
      runtimeVersion: runtime.name,
      runtimeVersionArn: runtime.arn,
      functionName,
      functionVersion,
    },
    level: "INFO",
    text: `RESTORE_START Runtime Version: ${runtime.name}\tRuntime Version ARN: ${runtime.arn}`,
  };
}

/** The runtime has run its hooks after the restore. */
export function restoreRuntimeDoneEvent(failure?: Failure): PlatformEvent {
  return {
    type: "platform.restoreRuntimeDone",
    record: statusOf(failure),
    level: failure ? "WARN" : "DEBUG",
  };
}

/** `RESTORE_REPORT`: how long the restore took. */
export function restoreReportEvent(
  durationMs: number,
  failure?: Failure,
): PlatformEvent {
  return {
    type: "platform.restoreReport",
    record: {
      ...statusOf(failure),
      metrics: { durationMs: rounded(durationMs) },
    },
    level: failure ? "WARN" : "INFO",
    text: `RESTORE_REPORT Restore Duration: ${durationMs.toFixed(2)} ms${failure ? `\tStatus: ${failure.status}\tError Type: ${typeOf(failure)}` : ""}`,
  };
}

/** `EXTENSION`: what an extension has come to when the init phase ends. */
export function extensionEvent(extension: {
  readonly name: string;
  readonly state: string;
  readonly events: readonly string[];
  readonly errorType?: string | undefined;
}): PlatformEvent {
  const { name, state, events, errorType } = extension;
  return {
    type: "platform.extension",
    record: {
      name,
      state,
      events,
      ...(errorType === undefined ? {} : { errorType }),
    },
    level: errorType === undefined ? "INFO" : "WARN",
    text: `EXTENSION\tName: ${name}\tState: ${state}\tEvents: [${events.join(", ")}]${errorType === undefined ? "" : `\tError Type: ${errorType}`}`,
  };
}

/** `TELEMETRY` (or `LOGS`, for the older Logs API): an extension has subscribed. */
export function subscriptionEvent(
  name: string,
  types: readonly string[],
  api: "telemetry" | "logs",
): PlatformEvent {
  const isTelemetry = api === "telemetry";
  return {
    type: isTelemetry
      ? "platform.telemetrySubscription"
      : "platform.logsSubscription",
    record: { name, state: "Subscribed", types },
    level: "INFO",
    text: `${isTelemetry ? "TELEMETRY" : "LOGS"}\tName: ${name}\tState: Subscribed\tTypes: [${types.join(", ")}]`,
  };
}

/** A subscriber has fallen behind, and events for it were thrown away. */
export function logsDroppedEvent(
  droppedRecords: number,
  droppedBytes: number,
  reason: string,
): PlatformEvent {
  return {
    type: "platform.logsDropped",
    record: { droppedBytes, droppedRecords, reason },
    level: "WARN",
  };
}

function reportText(report: Report): string {
  const { failure } = report;
  const traceId = /Root=([^;]+)/.exec(report.trace ?? "")?.[1];
  return [
    `REPORT RequestId: ${report.requestId}`,
    `Duration: ${report.durationMs.toFixed(2)} ms`,
    `Billed Duration: ${report.billedMs} ms`,
    `Memory Size: ${report.memoryMb} MB`,
    `Max Memory Used: ${report.maxMemoryMb} MB`,
    ...(report.initMs === undefined
      ? []
      : [`Init Duration: ${report.initMs.toFixed(2)} ms`]),
    ...(report.restoreMs === undefined
      ? []
      : [`Restore Duration: ${report.restoreMs.toFixed(2)} ms`]),
    ...(traceId === undefined ? [] : [`XRAY TraceId: ${traceId}`]),
    ...(failure ? [`Status: ${failure.status}`] : []),
    ...(failure?.status === "error" ? [`Error Type: ${typeOf(failure)}`] : []),
    "",
  ].join("\t");
}

function tracing(trace: string | undefined): object {
  if (trace === undefined) return {};
  const spanId = /Parent=([^;]+)/.exec(trace)?.[1];
  return {
    tracing: {
      ...(spanId === undefined ? {} : { spanId }),
      type: "X-Amzn-Trace-Id",
      value: trace,
    },
  };
}

function statusOf(failure: Failure | undefined): Record<string, unknown> {
  if (!failure) return { status: "success" };
  return failure.status === "timeout"
    ? { status: "timeout" }
    : { status: "error", errorType: typeOf(failure) };
}

function typeOf({ errorType = "Runtime.Unknown" }: Failure): string {
  return errorType;
}

/** Microseconds are as much as the records show. */
function rounded(durationMs: number): number {
  return Math.round(durationMs * 1000) / 1000;
}
