import { CreateTagsCommand } from "@aws-sdk/client-ec2";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { known, on } from "../kind.ts";
import { ec2Operation } from "../operation.ts";
import { kindOf } from "../tagged.ts";
import { withTags } from "../tags.ts";

export const CreateTags = ec2Operation(CreateTagsCommand, {
  needs: ({ Resources, Tags }, ctx) =>
    Promise.all(
      Resources.map((id) =>
        on("CreateTags", kindOf(id), id, ctx, requestTagKeys(Tags)),
      ),
    ),

  async handle({ Resources, Tags }, ctx) {
    for (const id of Resources) {
      const kind = kindOf(id);
      const row = await known(kind, id, ctx);
      await ctx
        .table(kind.table)
        .put({ ...row, tags: withTags(row.tags, Tags) });
    }
    return {};
  },
});
