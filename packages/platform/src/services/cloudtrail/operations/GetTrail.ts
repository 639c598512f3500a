import { GetTrailCommand } from "@aws-sdk/client-cloudtrail";
import { operation } from "../../../core/operation.ts";
import {
  existingTrail,
  onTrail,
  shownTrail,
  trailReference,
} from "../trails/trail.ts";

export const GetTrail = operation(GetTrailCommand, {
  needs: async ({ Name }, ctx) => [await onTrail("GetTrail", Name, ctx)],

  async handle({ Name }, ctx) {
    const row = await existingTrail(Name, ctx);
    return { Trail: shownTrail(row, trailReference(Name, ctx)) };
  },
});
