import { Fault } from "../../../core/errors.ts";
import { absentAs } from "../../../core/resource-absence.ts";
import type { CommandLike } from "../../../core/operation.ts";
import type { ResourceContext } from "../../../core/resource-type.ts";

/** How EC2 says that something still needs what is to go. */
const HELD = new Set(["DependencyViolation", "InvalidIPAddress.InUse"]);

/** How long a resource is waited for that others still need, by the platform's clock. */
const PATIENCE_MS = 120_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5000;

/**
 * Takes a resource away once nothing needs it any longer: what goes at the same time, or is a service's own (as the
 * interfaces of functions), may take a while. One that is gone is no error.
 * @param command anew for each attempt @param goneAs the codes of what is not there
 * @throws Fault what EC2 says where something needs it for good
 */
export async function deleteWhenFree<In extends object, Out extends object>(
  command: () => CommandLike<In, Out>,
  goneAs: readonly string[],
  ctx: ResourceContext,
): Promise<void> {
  const end = ctx.now() + PATIENCE_MS;
  for (
    let pause = FIRST_PAUSE_MS;
    ;
    pause = Math.min(2 * pause, LONGEST_PAUSE_MS)
  ) {
    try {
      await ctx.send(command()).catch(absentAs(...goneAs));
      return;
    } catch (error) {
      const isHeld = error instanceof Fault && HELD.has(error.name);
      if (!isHeld || ctx.now() >= end) throw error;
    }
    const next = ctx.now() + pause;
    await ctx.until(async () => ctx.now() >= next);
  }
}
