import { DeleteTagsCommand } from "@aws-sdk/client-ec2";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { known, on } from "../kind.ts";
import { ec2Operation } from "../operation.ts";
import { kindOf } from "../tagged.ts";

export const DeleteTags = ec2Operation(DeleteTagsCommand, {
  needs: ({ Resources, Tags }, ctx) =>
    Promise.all(
      Resources.map((id) =>
        on("DeleteTags", kindOf(id), id, ctx, requestTagKeys(Tags)),
      ),
    ),

  /** A tag that is given with a value goes only where it has this value; without any tags, all go. */
  async handle({ Resources, Tags }, ctx) {
    for (const id of Resources) {
      const kind = kindOf(id);
      const row = await known(kind, id, ctx);
      const isGone = (key: string, value: string): boolean =>
        Tags === undefined ||
        Tags.some(
          ({ Key, Value }) =>
            Key === key && (Value === undefined || Value === value),
        );
      const tags = Object.fromEntries(
        Object.entries(row.tags).filter(([key, value]) => !isGone(key, value)),
      );
      await ctx.table(kind.table).put({ ...row, tags });
    }
    return {};
  },
});
