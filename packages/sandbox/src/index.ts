export {
  type Sandbox,
  type SandboxOptions,
  type SandboxStats,
  createSandbox,
} from "./sandbox.ts";
export type {
  FunctionCredentials,
  ApplicationLogLevel,
  FunctionSpec,
  InitializationType,
  Invocation,
  InvocationResult,
  LogFormat,
  Provisioned,
  AnsweredInvocation,
  StreamedInvocation,
  SystemLogLevel,
} from "./function-spec.ts";
export type { SpareLimits } from "./environment/spares.ts";
export type { LogLine } from "./logs/environment-log.ts";
export { openWayOut, type Verdict, type WayOut } from "./egress/way-out.ts";
export type { Availability } from "./runtimes/runtime.ts";
export type {
  Driver,
  Egress,
  FunctionEndpoint,
  Limits,
  Network,
  Program,
  RunningProgram,
  Slot,
  SlotRequest,
} from "./drivers/driver.ts";
export {
  ISOLATION_CHOICES,
  type Isolation,
  type IsolationChoice,
  IsolationMissing,
} from "./drivers/isolation.ts";
export { RESPONSE_LIMIT } from "./runtime-api/session.ts";
export { STREAM_LIMIT } from "./runtime-api/streamed-body.ts";
