import type { Write } from "../store/driver.ts";
import type { Caller } from "./caller.ts";
import type { Clock } from "./clock.ts";
import type { Context, Place, PlatformFacts } from "./context.ts";

/**
 * Where a service works beside requests: work that stands from the platform's start to its end, and what
 * the service keeps in memory of its rows.
 */
export interface Workplace {
  readonly platform: PlatformFacts;
  readonly clock: Pick<Clock, "now" | "onMoved">;
  /**
   * A context of the service's own, or of another caller, for reads and calls. Nothing that is written
   * or emitted through it is kept.
   * @param onGone as {@link RequestFacts.onGone}, for the calls that are made through it
   */
  context(place: Place, as?: { caller?: Caller; onGone?: OnGone }): Context;
  /** Does a piece of work as one unit: its writes and events together, and from fresh reads after a conflict. */
  unit<T>(place: Place, work: (ctx: Context) => Promise<T>): Promise<T>;
  /** Calls after each durable unit with its writes, in the order of the commits. */
  onCommitted(listener: (writes: readonly Write[]) => void): void;
  /** Calls after all state was wiped. */
  onWiped(listener: () => void): void;
  /** Tells the operator of a failure that no caller hears of. */
  report(message: string, error: unknown): void;
}

/** Listens for the moment in which nobody waits for an answer any more; the result stops listening. */
export type OnGone = (listener: () => void) => () => void;
