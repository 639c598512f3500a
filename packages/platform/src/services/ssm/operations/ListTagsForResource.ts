import { ListTagsForResourceCommand } from "@aws-sdk/client-ssm";
import { operation } from "../../../core/operation.ts";
import { onTagged, taggedParameter } from "../tags.ts";

export const ListTagsForResource = operation(ListTagsForResourceCommand, {
  needs: (request, ctx) => onTagged("ListTagsForResource", request, ctx),

  async handle(request, ctx) {
    const { parameter } = await taggedParameter(request, ctx);
    return {
      TagList: Object.entries(parameter.tags).map(([Key, Value]) => ({
        Key,
        Value,
      })),
    };
  },
});
