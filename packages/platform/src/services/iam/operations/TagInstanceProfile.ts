import { TagInstanceProfileCommand } from "@aws-sdk/client-iam";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { instanceProfiles } from "../tables.ts";
import { operation } from "../../../core/operation.ts";
import { onProfile, profileNamed } from "../instance-profiles.ts";
import { tagged } from "../tags.ts";

export const TagInstanceProfile = operation(TagInstanceProfileCommand, {
  needs: ({ InstanceProfileName, Tags }, ctx) =>
    onProfile(
      "TagInstanceProfile",
      InstanceProfileName,
      ctx,
      requestTagKeys(Tags),
    ),

  async handle({ InstanceProfileName, Tags }, ctx) {
    const found = await profileNamed(InstanceProfileName, ctx);
    await ctx
      .table(instanceProfiles)
      .put({ ...found, tags: tagged(found.tags, Tags) });
    return {};
  },
});
