import { DescribeSecurityGroupRulesCommand } from "@aws-sdk/client-ec2";
import { absentAs } from "../../../core/resource-absence.ts";
import {
  resourceType,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { securityGroup, securityGroupRule as kind } from "../kinds.ts";
import { absent } from "./absent.ts";
import { authorize, describe, revoke } from "./group-rules.ts";
import { listed } from "./listed.ts";
import {
  checkRule,
  EGRESS,
  INGRESS,
  permissionOf,
  shownRule,
  type Direction,
} from "./rule-properties.ts";
import { schemaOf } from "./schemas.ts";

const gone = absentAs(kind.notFound.code, securityGroup.notFound.code);

/** One rule into a group, apart from the group's own resource. */
export const securityGroupIngress = ruleType(
  "AWS::EC2::SecurityGroupIngress",
  INGRESS,
);

/** One rule out of a group. */
export const securityGroupEgress = ruleType(
  "AWS::EC2::SecurityGroupEgress",
  EGRESS,
);

function ruleType(typeName: string, direction: Direction) {
  return resourceType({
    typeName,
    schema: schemaOf(typeName),

    async create(properties, ctx) {
      checkRule(typeName, properties, direction, ctx.accountId);
      const { SecurityGroupRules = [] } = await authorize(
        {
          GroupId: properties["GroupId"] as string,
          IpPermissions: [permissionOf(properties, direction)],
        },
        direction,
        ctx,
      );
      return SecurityGroupRules[0]?.SecurityGroupRuleId ?? "";
    },

    async read(Id, ctx) {
      const row = await ruleOf(Id, ctx);
      return row?.IsEgress === direction.egress
        ? { Id, GroupId: row.GroupId, ...shownRule(row, direction) }
        : undefined;
    },

    async update(SecurityGroupRuleId, { after }, ctx) {
      const { GroupId, Description = "" } = after as Record<string, string>;
      await describe(
        {
          GroupId: GroupId!,
          SecurityGroupRuleDescriptions: [{ SecurityGroupRuleId, Description }],
        },
        direction,
        ctx,
      );
    },

    async delete(Id, ctx) {
      const row = await ruleOf(Id, ctx);
      if (row?.GroupId === undefined) return;
      const { GroupId } = row;
      await revoke(
        { GroupId, SecurityGroupRuleIds: [Id] },
        direction,
        ctx,
      ).catch(gone);
    },

    list: (ctx) =>
      listed(
        (page) => ctx.send(new DescribeSecurityGroupRulesCommand(page)),
        ({ SecurityGroupRules }) =>
          SecurityGroupRules?.filter(
            ({ IsEgress }) => IsEgress === direction.egress,
          ).map(({ SecurityGroupRuleId }) => SecurityGroupRuleId),
      ),
  });
}

async function ruleOf(Id: string, ctx: ResourceContext) {
  const found = await ctx
    .send(new DescribeSecurityGroupRulesCommand({ SecurityGroupRuleIds: [Id] }))
    .catch(absent(kind));
  return found?.SecurityGroupRules?.[0];
}
