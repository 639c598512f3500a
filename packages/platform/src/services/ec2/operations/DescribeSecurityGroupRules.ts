import { DescribeSecurityGroupRulesCommand } from "@aws-sdk/client-ec2";
import { describe } from "../describe.ts";
import { everywhere } from "../kind.ts";
import { securityGroupRule as kind } from "../kinds.ts";
import { ec2Operation } from "../operation.ts";
import { ruleFilters, shownRule } from "../views/security-group.ts";

export const DescribeSecurityGroupRules = ec2Operation(
  DescribeSecurityGroupRulesCommand,
  {
    needs: (_, ctx) => everywhere("DescribeSecurityGroupRules", ctx),

    async handle(asked, ctx) {
      const ids = asked.SecurityGroupRuleIds;
      const { rows, ...more } = await describe(
        kind,
        { ids, asked, filters: ruleFilters },
        ctx,
      );
      return {
        SecurityGroupRules: rows.map((row) => shownRule(row, ctx)),
        ...more,
      };
    },
  },
);
