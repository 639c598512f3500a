import type {
  FunctionSpec,
  Invocation,
  InvocationResult,
} from "../function-spec.ts";
import type { EnvironmentLog } from "../logs/environment-log.ts";
import { startEvent } from "../logs/platform-events.ts";
import { conclude } from "./conclusion.ts";
import type { FaultFor } from "./faults.ts";

/** The result of an invocation for which no environment came up, with the log lines that any invocation has. */
export function unstarted(
  spec: FunctionSpec,
  invocation: Invocation,
  faultFor: FaultFor,
  log: EnvironmentLog,
  logStream: string,
): InvocationResult {
  const { requestId } = invocation;
  const measured = {
    durationMs: 0,
    maxMemoryMb: 0,
    initializationType: "on-demand",
  } as const;
  log.event(startEvent(requestId, spec.functionVersion));
  const fault = faultFor(requestId);
  return conclude(spec, invocation, log, logStream, measured, fault);
}
