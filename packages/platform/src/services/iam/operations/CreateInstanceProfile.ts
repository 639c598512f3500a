import {
  CreateInstanceProfileCommand,
  EntityAlreadyExistsException,
} from "@aws-sdk/client-iam";
import { fault } from "../../../core/errors.ts";
import { nameKey } from "../../../core/identity/tables.ts";
import { allow, operation } from "../../../core/operation.ts";
import { uniqueId } from "../../../core/random.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { profileArn, wholeProfile } from "../instance-profiles.ts";
import { instanceProfiles } from "../tables.ts";
import { newTags } from "../tags.ts";
import { countUp } from "../usage.ts";

export const CreateInstanceProfile = operation(CreateInstanceProfileCommand, {
  needs: ({ InstanceProfileName, Path, Tags }, ctx) => {
    const arn = profileArn(ctx, InstanceProfileName, Path);
    const tags = requestTagKeys(Tags);
    return [
      allow("iam:CreateInstanceProfile", arn, tags),
      ...(Tags?.length ? [allow("iam:TagInstanceProfile", arn, tags)] : []),
    ];
  },

  async handle({ InstanceProfileName, Path = "/", Tags }, ctx) {
    if (await ctx.table(instanceProfiles).get(nameKey(InstanceProfileName)))
      throw fault(
        EntityAlreadyExistsException,
        `Instance Profile ${InstanceProfileName} already exists.`,
      );
    const tags = newTags(Tags);
    await countUp(ctx, "InstanceProfiles");
    const profile = {
      instanceProfileName: InstanceProfileName,
      instanceProfileId: uniqueId("AIPA"),
      path: Path,
      arn: profileArn(ctx, InstanceProfileName, Path),
      createdAt: ctx.now(),
      tags,
    };
    await ctx.table(instanceProfiles).put(profile);
    return { InstanceProfile: await wholeProfile(profile, ctx) };
  },
});
