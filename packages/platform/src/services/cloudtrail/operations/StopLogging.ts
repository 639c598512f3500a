import { StopLoggingCommand } from "@aws-sdk/client-cloudtrail";
import { operation } from "../../../core/operation.ts";
import { trails } from "../trails/tables.ts";
import { changeableTrail, onTrail } from "../trails/trail.ts";

/** What was not delivered by then is not delivered any more. */
export const StopLogging = operation(StopLoggingCommand, {
  needs: async ({ Name }, ctx) => [await onTrail("StopLogging", Name, ctx)],

  async handle({ Name }, ctx) {
    const { logging, ...row } = await changeableTrail(Name, ctx);
    if (logging) await ctx.table(trails).put({ ...row, stoppedAt: ctx.now() });
    return {};
  },
});
