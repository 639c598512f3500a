import { DeleteSecurityGroupCommand } from "@aws-sdk/client-ec2";
import { fault } from "../../../core/errors.ts";
import {
  networkInterfaces,
  securityGroupRules,
} from "../../../core/network/tables.ts";
import { hasAny } from "../dependencies.ts";
import { known, on } from "../kind.ts";
import { securityGroup as kind } from "../kinds.ts";
import { removeGroup } from "../new-group.ts";
import { ec2Operation } from "../operation.ts";

export const DeleteSecurityGroup = ec2Operation(DeleteSecurityGroupCommand, {
  unbuilt: ["GroupName"],
  needs: async ({ GroupId }, ctx) => [
    await on("DeleteSecurityGroup", kind, GroupId, ctx),
  ],

  async handle({ GroupId }, ctx) {
    if (GroupId === undefined)
      throw fault(
        "MissingParameter",
        "The request must contain the parameter groupName or groupId",
        400,
      );
    const { groupName } = await known(kind, GroupId, ctx);
    if (groupName === "default")
      throw fault(
        "CannotDelete",
        `the specified group: "${GroupId}" name: "default" cannot be deleted by a user`,
        400,
      );
    const { rows } = await ctx
      .table(securityGroupRules)
      .list({ index: "byPeer", prefix: [GroupId] });
    const isNamedElsewhere = rows.some(({ groupId }) => groupId !== GroupId);
    if (
      isNamedElsewhere ||
      (await hasAny(networkInterfaces, "byGroup", GroupId, ctx))
    )
      throw fault(
        "DependencyViolation",
        `resource ${GroupId} has a dependent object`,
        400,
      );
    await removeGroup(GroupId, ctx);
    return { Return: true, GroupId };
  },
});
