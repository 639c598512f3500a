import {
  GetFunctionConfigurationCommand,
  type GetFunctionConfigurationCommandInput,
} from "@aws-sdk/client-lambda";
import { fault } from "../../../core/errors.ts";
import type { ResourceContext } from "../../../core/resource-type.ts";

/** Waits until a function or version can be called and its last update is done. @throws Fault where that failed */
export async function untilReady(
  named: GetFunctionConfigurationCommandInput,
  ctx: ResourceContext,
): Promise<void> {
  await ctx.until(async () => {
    const { State, StateReason, LastUpdateStatus, LastUpdateStatusReason } =
      await ctx.send(new GetFunctionConfigurationCommand(named));
    const failed =
      State === "Failed"
        ? StateReason
        : LastUpdateStatus === "Failed"
          ? LastUpdateStatusReason
          : undefined;
    if (failed !== undefined) throw fault("NotStabilized", failed, 400);
    return State !== "Pending" && LastUpdateStatus !== "InProgress";
  });
}
