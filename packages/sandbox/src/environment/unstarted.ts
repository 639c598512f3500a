import type {
  FunctionSpec,
  Invocation,
  InvocationResult,
} from "../function-spec.ts";
import type { EnvironmentLog } from "../logs/environment-log.ts";
import { endLine, reportLine, startLine } from "../logs/platform-lines.ts";
import type { FaultFor } from "./faults.ts";

/** The result of an invocation for which no environment came up, with the log lines that any invocation has. */
export function unstarted(
  spec: FunctionSpec,
  { requestId }: Invocation,
  faultFor: FaultFor,
  log: EnvironmentLog,
  logStream: string,
): InvocationResult {
  const fault = faultFor(requestId);
  const timing = { durationMs: 0, billedMs: 1, maxMemoryMb: 0 };
  log.platform(startLine(requestId, spec.functionVersion));
  if (fault.logLine) log.platform(fault.logLine);
  log.platform(endLine(requestId));
  const memoryMb = spec.memoryMb;
  log.platform(reportLine({ ...timing, requestId, memoryMb, failure: fault }));
  log.deliver();
  return {
    payload: fault.payload,
    functionError: "Unhandled",
    errorType: fault.errorType,
    log: log.text(),
    logStream,
    ...timing,
  };
}
