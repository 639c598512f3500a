import { type Trial, tryBubblewrap } from "./bubblewrap/try.ts";
import type { Driver, FunctionEndpoint } from "./driver.ts";
import { type IsolationChoice, IsolationMissing } from "./isolation.ts";
import { keepDescriptors } from "./own-descriptors.ts";
import { processDriver } from "./process.ts";

/** What a driver is chosen and made by. */
export interface DriverOptions {
  readonly choice: IsolationChoice;
  /** Nothing less than everything will do. */
  readonly required: boolean;
  /** Absolute. */
  readonly workDir: string;
  readonly endpoint?: FunctionEndpoint;
  /** Host files and directories that every function sees, read-only, where they are. */
  readonly files?: readonly string[];
}

/**
 * The driver that is asked for, or with `auto` the strongest that works on this machine.
 * @throws IsolationMissing
 */
export async function chooseDriver(options: DriverOptions): Promise<Driver> {
  const { choice, required } = options;
  keepDescriptors();
  if (choice === "process") {
    if (required) throw refused("--isolation process keeps no function in");
    return processDriver(["isolation: --isolation process was asked for"]);
  }
  const tried: Trial = await tryBubblewrap(options);
  if ("missing" in tried) {
    if (required || choice === "bubblewrap") throw refused(tried.missing);
    return processDriver([`isolation: ${tried.missing}`]);
  }
  const { missing } = tried.isolation;
  if (!required || missing.length === 0) return tried;
  await tried.close();
  throw refused(missing.join("; "));
}

function refused(reason: string): IsolationMissing {
  return new IsolationMissing(
    `Functions are not run without isolation, which is required, and this machine lacks it: ${reason}.`,
  );
}
