import { TagResourceCommand } from "@aws-sdk/client-config-service";
import { operation } from "../../../core/operation.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { asMap, needOn, retag } from "../tags.ts";

export const TagResource = operation(TagResourceCommand, {
  needs: async ({ ResourceArn, Tags }, ctx) => [
    await needOn("config:TagResource", ResourceArn, ctx, requestTagKeys(Tags)),
  ],

  async handle({ ResourceArn, Tags }, ctx) {
    await retag(ResourceArn, (tags) => ({ ...tags, ...asMap(Tags) }), ctx);
    return {};
  },
});
