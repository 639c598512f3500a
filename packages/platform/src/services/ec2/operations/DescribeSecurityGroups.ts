import { DescribeSecurityGroupsCommand } from "@aws-sdk/client-ec2";
import { fault } from "../../../core/errors.ts";
import { filtered, pageOf, rowsOf } from "../describe.ts";
import { everywhere } from "../kind.ts";
import { securityGroup as kind } from "../kinds.ts";
import { rulesOf } from "../new-group.ts";
import { ec2Operation } from "../operation.ts";
import { groupFilters, shownGroup } from "../views/security-group.ts";

export const DescribeSecurityGroups = ec2Operation(
  DescribeSecurityGroupsCommand,
  {
    needs: (_, ctx) => everywhere("DescribeSecurityGroups", ctx),

    async handle({ GroupIds, GroupNames = [], ...asked }, ctx) {
      const all = await rowsOf(kind, GroupIds, asked, ctx);
      for (const name of GroupNames)
        if (!all.some(({ groupName }) => groupName === name))
          throw fault(
            "InvalidGroup.NotFound",
            `The security group '${name}' does not exist in default VPC`,
            400,
          );
      const named =
        GroupNames.length === 0
          ? all
          : all.filter(({ groupName }) => GroupNames.includes(groupName));
      const groups = await Promise.all(
        named.map(async (group) => ({
          group,
          rules: await rulesOf(group.groupId, ctx),
          tags: group.tags,
        })),
      );
      const found = filtered(groups, asked.Filters, groupFilters(ctx));
      const { rows, ...more } = pageOf(
        found,
        ({ group }) => group.groupId,
        asked,
      );
      return {
        SecurityGroups: rows.map((row) => shownGroup(row, ctx)),
        ...more,
      };
    },
  },
);
