import type { Exit } from "../drivers/driver.ts";

/** A failure as Lambda reports it: the codes are AWS's, or the runtime's own for `payload` from a runtime. */
export interface Fault {
  /** Absent when a runtime reported an error without naming its type in a header. */
  readonly errorType?: string | undefined;
  readonly payload: Uint8Array;
  /** What the log says about it, beside START, END and REPORT. */
  readonly logLine?: string;
  readonly status: "timeout" | "error";
}

/** A fault that waits for the request it is to be reported to. */
export type FaultFor = (requestId: string) => Fault;

/** What is left to say when the sandbox itself ended a process. */
export const KILLED: FaultFor = (requestId) =>
  exited(requestId, { code: null, signal: "SIGKILL" });

/** `Sandbox.Timedout`, with the function's time-out in seconds. */
export function timedOut(requestId: string, seconds: number, now: Date): Fault {
  const text = `Task timed out after ${seconds.toFixed(2)} seconds`;
  return {
    ...sandboxFault(requestId, "Sandbox.Timedout", text),
    logLine: `${now.toISOString()} ${requestId} ${text}`,
    status: "timeout",
  };
}

/** `Runtime.ExitError`: the process ended before it answered. */
export function exited(requestId: string, exit: Exit): Fault {
  return sandboxFault(requestId, "Runtime.ExitError", exitText(exit));
}

/** `Extension.Crash`, `Extension.InitError`, `Extension.ExitError` or `Extension.LaunchError`: an extension has failed. */
export function extensionFailed(
  requestId: string,
  errorType: string,
  text: string,
): Fault {
  return sandboxFault(requestId, errorType, text);
}

/** `Runtime.InvalidEntrypoint`: no bootstrap, or one that cannot be executed. */
export function invalidEntrypoint(requestId: string, reason: string): Fault {
  return sandboxFault(requestId, "Runtime.InvalidEntrypoint", reason);
}

/** `Sandbox.RuntimeNotAvailable` (ours): this machine has no program for the runtime. */
export function runtimeNotAvailable(requestId: string, reason: string): Fault {
  return sandboxFault(requestId, "Sandbox.RuntimeNotAvailable", reason);
}

/** `Sandbox.IsolationNotAvailable` (ours): what would keep the function in is required, and is not all there. */
export function isolationMissing(requestId: string, reason: string): Fault {
  return sandboxFault(requestId, "Sandbox.IsolationNotAvailable", reason);
}

/** `Function.ResponseSizeTooLarge`: the answer is above a limit in bytes. */
export function responseTooLarge(limit: number): Fault {
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${limit} bytes).`;
  return fault("Function.ResponseSizeTooLarge", errorMessage);
}

/** `Runtime.TruncatedResponse`: a streamed answer broke off in the middle. */
export function truncated(requestId: string): Fault {
  return sandboxFault(
    requestId,
    "Runtime.TruncatedResponse",
    "The response stream ended before it was complete",
  );
}

/** `Runtime.RestoreTimeout`: the hooks after a restore took longer than ten seconds. */
export function restoreTimedOut(requestId: string): Fault {
  return sandboxFault(
    requestId,
    "Runtime.RestoreTimeout",
    "Restore timed out after 10.00 seconds",
  );
}

/** A failure that the runtime itself reported; its body passes unchanged, also when it is no JSON. */
export function reported(payload: Uint8Array, errorType?: string): Fault {
  return { errorType, payload, status: "error" };
}

function sandboxFault(
  requestId: string,
  errorType: string,
  text: string,
): Fault {
  const errorMessage = `RequestId: ${requestId} Error: ${text}`;
  return {
    ...fault(errorType, errorMessage),
    logLine: `${errorMessage}\n${errorType}`,
  };
}

function fault(errorType: string, errorMessage: string): Fault {
  return {
    errorType,
    payload: Buffer.from(JSON.stringify({ errorType, errorMessage })),
    status: "error",
  };
}

function exitText({ code, signal }: Exit): string {
  if (signal !== null)
    return `Runtime exited with error: signal: ${SIGNAL_TEXT[signal] ?? signal}`;
  return code === 0
    ? "Runtime exited without providing a reason"
    : `Runtime exited with error: exit status ${code}`;
}

/** Lambda's control process is written in Go, which names signals so. */
const SIGNAL_TEXT: Readonly<Record<string, string>> = {
  SIGABRT: "aborted",
  SIGBUS: "bus error",
  SIGFPE: "floating point exception",
  SIGHUP: "hangup",
  SIGILL: "illegal instruction",
  SIGINT: "interrupt",
  SIGKILL: "killed",
  SIGPIPE: "broken pipe",
  SIGQUIT: "quit",
  SIGSEGV: "segmentation fault",
  SIGSYS: "bad system call",
  SIGTERM: "terminated",
  SIGTRAP: "trace/breakpoint trap",
};
