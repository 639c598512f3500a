import type { CommandLike } from "../../../core/operation.ts";
import { deleteWhenFree } from "../../../core/resource-patience.ts";
import type { ResourceContext } from "../../../core/resource-type.ts";

/** How EC2 says that something still needs what is to go, as the interfaces of functions do for a while. */
const HELD = ["DependencyViolation", "InvalidIPAddress.InUse"];

/** Takes a resource away once nothing needs it. @param gone the codes of what is not there */
export const removeWhenFree = <In extends object, Out extends object>(
  command: () => CommandLike<In, Out>,
  gone: readonly string[],
  ctx: ResourceContext,
): Promise<void> => deleteWhenFree(command, { gone, held: HELD }, ctx);
