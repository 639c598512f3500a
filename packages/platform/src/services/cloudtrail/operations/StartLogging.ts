import { StartLoggingCommand } from "@aws-sdk/client-cloudtrail";
import { hexadecimal } from "../../../core/random.ts";
import { operation } from "../../../core/operation.ts";
import { DELIVERY_MS, deliveryDue, trails } from "../trails/tables.ts";
import { changeableTrail, onTrail } from "../trails/trail.ts";

/** What happens from now on is delivered; a trail that logs already goes on. */
export const StartLogging = operation(StartLoggingCommand, {
  needs: async ({ Name }, ctx) => [await onTrail("StartLogging", Name, ctx)],

  async handle({ Name }, ctx) {
    const row = await changeableTrail(Name, ctx);
    if (row.logging) return {};
    const { name } = row;
    const id = hexadecimal(16);
    const now = ctx.now();
    await ctx.table(trails).put({
      ...row,
      logging: { id },
      startedAt: now,
      deliveredThrough: now,
    });
    ctx.emit(deliveryDue, { name, id }, { at: now + DELIVERY_MS });
    return {};
  },
});
