import { CreateSecurityGroupCommand } from "@aws-sdk/client-ec2";
import type { NeedsContext } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import { securityGroups, vpcs } from "../../../core/network/tables.ts";
import { arnOf, known, on } from "../kind.ts";
import { securityGroup as kind, vpc as vpcKind } from "../kinds.ts";
import { addGroup } from "../new-group.ts";
import { ec2Operation } from "../operation.ts";
import { making, newTags, tagList } from "../tags.ts";

export const CreateSecurityGroup = ec2Operation(CreateSecurityGroupCommand, {
  needs: async ({ VpcId, TagSpecifications }, ctx) => [
    ...making("CreateSecurityGroup", kind, TagSpecifications, ctx),
    await on(
      "CreateSecurityGroup",
      vpcKind,
      VpcId ?? (await defaultVpc(ctx)),
      ctx,
    ),
  ],

  async handle({ GroupName, Description, TagSpecifications, ...input }, ctx) {
    const vpcId = input.VpcId ?? (await defaultVpc(ctx));
    if (vpcId === undefined)
      throw fault("VPCIdNotSpecified", "No default VPC for this user", 400);
    await known(vpcKind, vpcId, ctx);
    checkText(GroupName, "GroupName");
    checkText(Description, "GroupDescription");
    if (GroupName.startsWith("sg-") || GroupName === "default")
      throw fault(
        "InvalidParameterValue",
        GroupName === "default"
          ? "Cannot use reserved security group name: default"
          : "Group names may not be in the format sg-*.",
        400,
      );
    const { rows } = await ctx
      .table(securityGroups)
      .list({ index: "byVpc", prefix: [vpcId, GroupName], limit: 1 });
    if (rows.length > 0)
      throw fault(
        "InvalidGroup.Duplicate",
        `The security group '${GroupName}' already exists for VPC '${vpcId}'`,
        400,
      );
    const tags = newTags(kind.type, TagSpecifications);
    const { group } = await addGroup(
      { groupName: GroupName, description: Description, vpcId, tags },
      ctx,
    );
    return {
      GroupId: group.groupId,
      SecurityGroupArn: arnOf(kind, group.groupId, ctx),
      Tags: tagList(tags),
    };
  },
});

async function defaultVpc(
  ctx: Pick<NeedsContext, "table">,
): Promise<string | undefined> {
  const { rows } = await ctx.table(vpcs).list();
  return rows.find(({ isDefault }) => isDefault)?.vpcId;
}

/** EC2's rule for names and descriptions in a VPC. */
function checkText(text: string, parameter: string): void {
  if (text.length === 0 || text.length > 255)
    throw fault(
      "InvalidParameterValue",
      `Value (${text}) for parameter ${parameter} is invalid. Length must be between 1 and 255 characters.`,
      400,
    );
  if (!/^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]+$/.test(text))
    throw fault(
      "InvalidParameterValue",
      `Value (${text}) for parameter ${parameter} is invalid. Character sets beyond ASCII are not supported.`,
      400,
    );
}
