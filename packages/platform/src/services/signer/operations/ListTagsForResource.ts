import { ListTagsForResourceCommand } from "@aws-sdk/client-signer";
import { operation } from "../../../core/operation.ts";
import { needOnTagged, taggedProfile } from "../tagged.ts";

export const ListTagsForResource = operation(ListTagsForResourceCommand, {
  needs: async ({ resourceArn }, ctx) => [
    await needOnTagged("signer:ListTagsForResource", resourceArn, ctx),
  ],

  async handle({ resourceArn }, ctx) {
    return { tags: { ...(await taggedProfile(resourceArn, ctx)).tags } };
  },
});
