import { GetEventSelectorsCommand } from "@aws-sdk/client-cloudtrail";
import { operation } from "../../../core/operation.ts";
import { DEFAULT_SELECTORS } from "../trails/selectors.ts";
import { trailArn } from "../trails/tables.ts";
import { existingTrail, onTrail, trailReference } from "../trails/trail.ts";

export const GetEventSelectors = operation(GetEventSelectorsCommand, {
  needs: async ({ TrailName }, ctx) => [
    await onTrail("GetEventSelectors", TrailName, ctx),
  ],

  async handle({ TrailName }, ctx) {
    const { name, selectors = DEFAULT_SELECTORS } = await existingTrail(
      TrailName,
      ctx,
    );
    return {
      TrailARN: trailArn(trailReference(TrailName, ctx), name),
      EventSelectors: [...selectors],
    };
  },
});
