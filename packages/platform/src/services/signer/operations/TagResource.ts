import {
  BadRequestException,
  TagResourceCommand,
} from "@aws-sdk/client-signer";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { needOnTagged, taggedProfile } from "../tagged.ts";
import { signingProfiles } from "../tables.ts";

const TAGS_AT_MOST = 50;

export const TagResource = operation(TagResourceCommand, {
  needs: async ({ resourceArn, tags }, ctx) => [
    await needOnTagged(
      "signer:TagResource",
      resourceArn,
      ctx,
      requestTagKeys(tags),
    ),
  ],

  async handle({ resourceArn, tags: added }, ctx) {
    const profile = await taggedProfile(resourceArn, ctx);
    const tags = { ...profile.tags, ...added };
    if (Object.keys(tags).length > TAGS_AT_MOST)
      throw fault(
        BadRequestException,
        `A resource can have at most ${TAGS_AT_MOST} tags.`,
      );
    await ctx.table(signingProfiles).put({ ...profile, tags });
    return {};
  },
});
