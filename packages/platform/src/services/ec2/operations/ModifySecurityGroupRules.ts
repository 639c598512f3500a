import { ModifySecurityGroupRulesCommand } from "@aws-sdk/client-ec2";
import { fault } from "../../../core/errors.ts";
import { securityGroupRules } from "../../../core/network/tables.ts";
import { known, on } from "../kind.ts";
import { securityGroup, securityGroupRule } from "../kinds.ts";
import { ec2Operation } from "../operation.ts";
import { duplicateRule, sameRule } from "../rule-changes.ts";
import { ruleOf } from "../rule-wishes.ts";
import { rulesOf } from "../new-group.ts";

export const ModifySecurityGroupRules = ec2Operation(
  ModifySecurityGroupRulesCommand,
  {
    needs: async ({ GroupId, SecurityGroupRules }, ctx) => [
      await on("ModifySecurityGroupRules", securityGroup, GroupId, ctx),
      ...(await Promise.all(
        SecurityGroupRules.map(({ SecurityGroupRuleId }) =>
          on(
            "ModifySecurityGroupRules",
            securityGroupRule,
            SecurityGroupRuleId,
            ctx,
          ),
        ),
      )),
    ],

    async handle({ GroupId, SecurityGroupRules }, ctx) {
      await known(securityGroup, GroupId, ctx);
      for (const {
        SecurityGroupRuleId = "",
        SecurityGroupRule,
      } of SecurityGroupRules) {
        const row = await known(securityGroupRule, SecurityGroupRuleId, ctx);
        if (row.groupId !== GroupId)
          throw fault(
            "InvalidSecurityGroupRuleId.NotFound",
            `The security group rule ID '${SecurityGroupRuleId}' does not exist`,
            400,
          );
        const wish = await ruleOf(SecurityGroupRule ?? {}, GroupId, ctx);
        const { description: _, ...kept } = row;
        const changed = { ...kept, ...wish };
        const others = await rulesOf(GroupId, ctx);
        if (
          others.some(
            (one) =>
              one.ruleId !== row.ruleId &&
              one.egress === row.egress &&
              sameRule(one, changed),
          )
        )
          throw duplicateRule(changed);
        await ctx.table(securityGroupRules).put(changed);
      }
      return { Return: true };
    },
  },
);
