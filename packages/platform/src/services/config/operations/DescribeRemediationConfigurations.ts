import { DescribeRemediationConfigurationsCommand } from "@aws-sdk/client-config-service";
import { allow, operation } from "../../../core/operation.ts";
import { remediationArnOf, remediations } from "../remediation/tables.ts";

/** Rules for which nothing is to be done are left out. */
export const DescribeRemediationConfigurations = operation(
  DescribeRemediationConfigurationsCommand,
  {
    needs: ({ ConfigRuleNames }, ctx) =>
      ConfigRuleNames.map((rule) =>
        allow(
          "config:DescribeRemediationConfigurations",
          remediationArnOf(ctx, rule),
        ),
      ),

    async handle({ ConfigRuleNames }, ctx) {
      const rows = await Promise.all(
        ConfigRuleNames.map((rule) => ctx.table(remediations).get(rule)),
      );
      return {
        RemediationConfigurations: rows.flatMap((row) =>
          row ? [row.configuration] : [],
        ),
      };
    },
  },
);
