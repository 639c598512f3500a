import { UntagInstanceProfileCommand } from "@aws-sdk/client-iam";
import { instanceProfiles } from "../tables.ts";
import { operation } from "../../../core/operation.ts";
import { onProfile, profileNamed } from "../instance-profiles.ts";
import { untagged } from "../tags.ts";

export const UntagInstanceProfile = operation(UntagInstanceProfileCommand, {
  needs: ({ InstanceProfileName, TagKeys }, ctx) =>
    onProfile("UntagInstanceProfile", InstanceProfileName, ctx, {
      "aws:TagKeys": TagKeys,
    }),

  async handle({ InstanceProfileName, TagKeys }, ctx) {
    const found = await profileNamed(InstanceProfileName, ctx);
    await ctx
      .table(instanceProfiles)
      .put({ ...found, tags: untagged(found.tags, TagKeys) });
    return {};
  },
});
