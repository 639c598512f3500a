import { ListTagsCommand } from "@aws-sdk/client-lambda";
import { operation } from "../../../core/operation.ts";
import { onTagged, taggedResource } from "../tagged-resource.ts";

export const ListTags = operation(ListTagsCommand, {
  audit: { eventName: "ListTags20170331" },

  needs: async ({ Resource }, ctx) => [
    await onTagged("lambda:ListTags", Resource, ctx),
  ],

  async handle({ Resource }, ctx) {
    const { tags } = await taggedResource(Resource, ctx);
    return { Tags: tags };
  },
});
