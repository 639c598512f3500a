/** What a REPORT line says; durations in milliseconds, memory in MB. */
export interface Report {
  readonly requestId: string;
  readonly durationMs: number;
  readonly billedMs: number;
  readonly memoryMb: number;
  readonly maxMemoryMb: number;
  readonly initMs?: number | undefined;
  readonly traceId?: string | undefined;
  /** Absent when the function answered, whatever it answered. */
  readonly failure?: Failure;
}

/** How an invocation or initialization failed. */
export interface Failure {
  readonly status: "timeout" | "error";
  readonly errorType?: string | undefined;
}

/** `START`, as Lambda prints it before the handler runs. */
export function startLine(requestId: string, version: string): string {
  return `START RequestId: ${requestId} Version: ${version}`;
}

/** `END`, as Lambda prints it when the invocation is over. */
export function endLine(requestId: string): string {
  return `END RequestId: ${requestId}`;
}

/** `REPORT`, whose fields are separated by tabs and which ends with one. */
export function reportLine(report: Report): string {
  const { failure } = report;
  return [
    `REPORT RequestId: ${report.requestId}`,
    `Duration: ${report.durationMs.toFixed(2)} ms`,
    `Billed Duration: ${report.billedMs} ms`,
    `Memory Size: ${report.memoryMb} MB`,
    `Max Memory Used: ${report.maxMemoryMb} MB`,
    ...(report.initMs === undefined
      ? []
      : [`Init Duration: ${report.initMs.toFixed(2)} ms`]),
    ...(report.traceId === undefined
      ? []
      : [`XRAY TraceId: ${report.traceId}`]),
    ...(failure ? [`Status: ${failure.status}`] : []),
    ...(failure?.status === "error" ? [`Error Type: ${typeOf(failure)}`] : []),
    "",
  ].join("\t");
}

/** `INIT_START`: which runtime an environment starts with. */
export function initStartLine(version: string, versionArn: string): string {
  return `INIT_START Runtime Version: ${version}\tRuntime Version ARN: ${versionArn}`;
}

/** `INIT_REPORT`: an initialization that failed, in which phase and how. */
export function initReportLine(
  durationMs: number,
  phase: "init" | "invoke",
  failure: Failure,
): string {
  const { status } = failure;
  const type = status === "error" ? `\tError Type: ${typeOf(failure)}` : "";
  return `INIT_REPORT Init Duration: ${durationMs.toFixed(2)} ms\tPhase: ${phase}\tStatus: ${status}${type}`;
}

function typeOf({ errorType = "Runtime.Unknown" }: Failure): string {
  return errorType;
}
