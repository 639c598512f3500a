import { Fault } from "./errors.ts";
import type { CommandLike } from "./operation.ts";
import { absentAs } from "./resource-absence.ts";
import type { ResourceContext } from "./resource-type.ts";

/** How long something is waited for that others have to do first, by the platform's clock. */
const PATIENCE_MS = 120_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5000;

/**
 * Makes a call until it is not refused any longer for what others have yet to do: ever longer pauses lie between.
 * @param refusedAs the codes of such refusals @throws Fault the refusal where it lasts, any other at once
 */
export async function patiently<Outcome>(
  call: () => Promise<Outcome>,
  refusedAs: readonly string[],
  ctx: ResourceContext,
): Promise<Outcome> {
  const end = ctx.now() + PATIENCE_MS;
  for (
    let pause = FIRST_PAUSE_MS;
    ;
    pause = Math.min(2 * pause, LONGEST_PAUSE_MS)
  ) {
    try {
      return await call();
    } catch (error) {
      const mayPass = error instanceof Fault && refusedAs.includes(error.name);
      if (!mayPass || ctx.now() >= end) throw error;
    }
    const next = ctx.now() + pause;
    await ctx.until(async () => ctx.now() >= next);
  }
}

/**
 * Takes a resource away once nothing needs it any longer: what goes at the same time, or is a service's own, may take a
 * while. One that is gone is no error.
 * @param command anew for each attempt @param codes of what is not there, and of what something still needs
 * @throws Fault what the service says where something needs it for good
 */
export async function deleteWhenFree<In extends object, Out extends object>(
  command: () => CommandLike<In, Out>,
  codes: { readonly gone: readonly string[]; readonly held: readonly string[] },
  ctx: ResourceContext,
): Promise<void> {
  await patiently(
    () => ctx.send(command()).catch(absentAs(...codes.gone)),
    codes.held,
    ctx,
  );
}
