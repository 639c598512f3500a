export {
  type Sandbox,
  type SandboxOptions,
  type SandboxStats,
  createSandbox,
} from "./sandbox.ts";
export type {
  FunctionCredentials,
  FunctionSpec,
  Invocation,
  InvocationResult,
} from "./function-spec.ts";
export type { LogLine } from "./logs/environment-log.ts";
export type { Availability } from "./runtimes/runtime.ts";
export { DRIVERS, type DriverName } from "./drivers/list.ts";
export type {
  Driver,
  Program,
  RunningProgram,
  Slot,
} from "./drivers/driver.ts";
export { RESPONSE_LIMIT } from "./runtime-api/session.ts";
