import type { Limits } from "../drivers/driver.ts";
import type { FunctionSpec } from "../function-spec.ts";

// Lambda's quota of execution processes and threads.
const PROCESSES = 1_024;

/** What an environment of a function may use. */
export function limitsOf(spec: FunctionSpec): Limits {
  const { memoryMb, ephemeralStorageMb } = spec;
  return { memoryMb, ephemeralStorageMb, processes: PROCESSES };
}
