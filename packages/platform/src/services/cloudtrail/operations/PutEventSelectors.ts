import {
  InvalidEventSelectorsException,
  PutEventSelectorsCommand,
} from "@aws-sdk/client-cloudtrail";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { checkedSelectors } from "../trails/selectors.ts";
import { trailArn, trails } from "../trails/tables.ts";
import { changeableTrail, onTrail } from "../trails/trail.ts";

export const PutEventSelectors = operation(PutEventSelectorsCommand, {
  needs: async ({ TrailName }, ctx) => [
    await onTrail("PutEventSelectors", TrailName, ctx),
  ],

  async handle({ TrailName, EventSelectors, AdvancedEventSelectors }, ctx) {
    const row = await changeableTrail(TrailName, ctx);
    if (AdvancedEventSelectors)
      throw fault(
        InvalidEventSelectorsException,
        "AdvancedEventSelectors are not built; EventSelectors are.",
      );
    const selectors = checkedSelectors(EventSelectors ?? []);
    await ctx.table(trails).put({ ...row, selectors });
    return {
      TrailARN: trailArn(ctx, row.name),
      EventSelectors: [...selectors],
    };
  },
});
