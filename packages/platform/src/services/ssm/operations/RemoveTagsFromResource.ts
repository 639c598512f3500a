import { RemoveTagsFromResourceCommand } from "@aws-sdk/client-ssm";
import { operation } from "../../../core/operation.ts";
import { parameters } from "../tables.ts";
import { onTagged, taggedParameter } from "../tags.ts";

export const RemoveTagsFromResource = operation(RemoveTagsFromResourceCommand, {
  needs: (request, ctx) =>
    onTagged("RemoveTagsFromResource", request, ctx, {
      "aws:TagKeys": request.TagKeys,
    }),

  async handle(request, ctx) {
    const { parameter, place } = await taggedParameter(request, ctx);
    const tags = Object.fromEntries(
      Object.entries(parameter.tags).filter(
        ([key]) => !request.TagKeys.includes(key),
      ),
    );
    await ctx.table(parameters, place).put({ ...parameter, tags });
    return {};
  },
});
