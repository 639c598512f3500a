import { Fault } from "./errors.ts";

/**
 * Answers undefined for what is not there, which each service says by codes of its own; anything else is thrown.
 * For `catch`: `await ctx.send(…).catch(absentAs("NoSuchBucket"))`.
 */
export function absentAs(
  ...codes: readonly string[]
): (error: unknown) => undefined {
  return (error) => {
    if (error instanceof Fault && codes.includes(error.name)) return undefined;
    throw error;
  };
}
