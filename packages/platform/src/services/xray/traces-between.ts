import { InvalidRequestException } from "@aws-sdk/client-xray";
import type { Context } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import { readToken, writeToken } from "../../core/page.ts";
import { traces } from "./tables.ts";
import type { TimeRange } from "./time-range.ts";
import { traceOf, type Trace } from "./trace.ts";

/** Traces that one request looks at, at most: the next page goes on behind them. */
const LOOKED_AT = 1000;
const CHUNK = 100;

/** Visits the traces of a range until enough are found; the token leads on behind the last one. */
export async function tracesBetween(
  { from, to }: TimeRange,
  {
    byStart,
    token,
    enough,
  }: {
    byStart: boolean;
    token: string | undefined;
    enough: () => boolean;
  },
  ctx: Context,
  visit: (trace: Trace) => void,
): Promise<{ nextToken: string | undefined; processed: number }> {
  let after = token === undefined ? undefined : readToken(token, invalidToken);
  let processed = 0;
  for (;;) {
    // Ids tell whole seconds.
    const first = byStart ? from : Math.floor(from / 1000) * 1000;
    const listed = await ctx.table(traces).list({
      index: byStart ? "byStart" : "byId",
      from: [first],
      to: [to + 1],
      limit: CHUNK,
      ...(after === undefined ? {} : { after }),
    });
    let looked = 0;
    for (const row of listed.rows) {
      if (enough()) break;
      visit(await traceOf(row, ctx));
      looked++;
    }
    processed += looked;
    after = listed.positions[looked - 1] ?? after;
    if (looked === listed.rows.length && listed.next === undefined)
      return { nextToken: undefined, processed };
    if (enough() || processed >= LOOKED_AT)
      return {
        nextToken: after === undefined ? undefined : writeToken(after),
        processed,
      };
  }
}

export const invalidToken = () =>
  fault(InvalidRequestException, "The NextToken is not valid.");
