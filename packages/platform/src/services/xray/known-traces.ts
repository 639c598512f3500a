import { InvalidRequestException } from "@aws-sdk/client-xray";
import type { Context } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import { traces } from "./tables.ts";
import { traceOf, type Trace } from "./trace.ts";

/** Traces that one request may name. */
const AT_ONCE = 5;

/** The traces that there are of those named. @throws Fault InvalidRequestException for too many */
export async function knownTraces(
  ids: readonly string[],
  ctx: Context,
): Promise<readonly Trace[]> {
  const named = new Set(ids.map((id) => id.toLowerCase()));
  if (named.size > AT_ONCE)
    throw fault(
      InvalidRequestException,
      `A request can name at most ${AT_ONCE} traces.`,
    );
  const found: Trace[] = [];
  for (const id of named) {
    const row = await ctx.table(traces).get(id);
    if (row) found.push(await traceOf(row, ctx));
  }
  return found;
}
