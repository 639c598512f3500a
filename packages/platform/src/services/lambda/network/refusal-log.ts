import type { Context, Place } from "../../../core/context.ts";
import { runnerOf } from "../invocation/runner.ts";
import type { Tell } from "./egress.ts";

/** Writes what a function's network refuses to a stream of its own in the function's log, as its role permits. */
export function refusalLog(
  { key, logGroup }: { readonly key: string; readonly logGroup: string },
  { accountId, region }: Place,
  { platform, now }: Context,
): Tell {
  return (networkInterfaceId, message) => {
    const lines = [{ time: now(), message }];
    const logStream = `${networkInterfaceId}-refused`;
    const door = runnerOf(platform, now).logDoors.get(key);
    door?.pass(({ createsGroup }) =>
      platform.telemetry.log(
        { accountId, region },
        { logGroup, logStream, lines, createsGroup },
      ),
    );
  };
}
