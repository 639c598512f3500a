import type { Driver } from "./driver.ts";
import { processDriver } from "./process.ts";

/** Every way to run a function, by name. */
export const DRIVERS = { process: processDriver } as const satisfies Record<
  string,
  Driver
>;

/** The name of a driver. */
export type DriverName = keyof typeof DRIVERS;
