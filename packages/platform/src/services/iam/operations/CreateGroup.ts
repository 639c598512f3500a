import {
  CreateGroupCommand,
  EntityAlreadyExistsException,
} from "@aws-sdk/client-iam";
import { fault } from "../../../core/errors.ts";
import { groups, nameKey } from "../../../core/identity/tables.ts";
import { allow, operation } from "../../../core/operation.ts";
import { uniqueId } from "../../../core/random.ts";
import { groupArn, shownGroup } from "../groups.ts";
import { countUp } from "../usage.ts";

export const CreateGroup = operation(CreateGroupCommand, {
  needs: ({ GroupName, Path }, ctx) => [
    allow("iam:CreateGroup", groupArn(ctx, GroupName, Path)),
  ],

  async handle({ GroupName, Path = "/" }, ctx) {
    if (await ctx.table(groups).get(nameKey(GroupName)))
      throw fault(
        EntityAlreadyExistsException,
        `Group with name ${GroupName} already exists.`,
      );
    await countUp(ctx, "Groups");
    const group = {
      groupName: GroupName,
      groupId: uniqueId("AGPA"),
      path: Path,
      arn: groupArn(ctx, GroupName, Path),
      createdAt: ctx.now(),
      inlinePolicies: {},
      attachedPolicies: [],
    };
    await ctx.table(groups).put(group);
    return { Group: shownGroup(group) };
  },
});
