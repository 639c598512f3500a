import type { Driver, FunctionEndpoint } from "./driver.ts";
import { type IsolationChoice, IsolationMissing } from "./isolation.ts";
import { processDriver } from "./process.ts";

/** What a driver is chosen and made by. */
export interface DriverOptions {
  readonly choice: IsolationChoice;
  /** Nothing less than everything will do. */
  readonly required: boolean;
  /** Absolute. */
  readonly workDir: string;
  readonly endpoint?: FunctionEndpoint;
}

/**
 * The driver that is asked for, or with `auto` the strongest that works on this machine.
 * @throws IsolationMissing
 */
export async function chooseDriver({
  choice,
  required,
}: DriverOptions): Promise<Driver> {
  if (choice === "bubblewrap" || required)
    throw new IsolationMissing("bubblewrap is not available.");
  return processDriver;
}
