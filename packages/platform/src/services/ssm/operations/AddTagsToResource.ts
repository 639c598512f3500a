import { AddTagsToResourceCommand } from "@aws-sdk/client-ssm";
import { operation } from "../../../core/operation.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { parameters } from "../tables.ts";
import { onTagged, tagged, taggedParameter } from "../tags.ts";

export const AddTagsToResource = operation(AddTagsToResourceCommand, {
  needs: (request, ctx) =>
    onTagged("AddTagsToResource", request, ctx, requestTagKeys(request.Tags)),

  async handle(request, ctx) {
    const { parameter, place } = await taggedParameter(request, ctx);
    const tags = tagged(parameter.tags, request.Tags);
    await ctx.table(parameters, place).put({ ...parameter, tags });
    return {};
  },
});
