import { UntagResourceCommand } from "@aws-sdk/client-signer";
import { operation } from "../../../core/operation.ts";
import { needOnTagged, taggedProfile } from "../tagged.ts";
import { signingProfiles } from "../tables.ts";

export const UntagResource = operation(UntagResourceCommand, {
  needs: async ({ resourceArn, tagKeys }, ctx) => [
    await needOnTagged("signer:UntagResource", resourceArn, ctx, {
      "aws:TagKeys": tagKeys,
    }),
  ],

  async handle({ resourceArn, tagKeys }, ctx) {
    const profile = await taggedProfile(resourceArn, ctx);
    const tags = Object.fromEntries(
      Object.entries(profile.tags).filter(([key]) => !tagKeys.includes(key)),
    );
    await ctx.table(signingProfiles).put({ ...profile, tags });
    return {};
  },
});
