import { randomUUID } from "node:crypto";
import { PutRemediationConfigurationsCommand } from "@aws-sdk/client-config-service";
import { allow, operation } from "../../../core/operation.ts";
import {
  ASSUMED,
  checkRemediation,
  staticValue,
} from "../remediation/parameters.ts";
import { remediationArnOf, remediations } from "../remediation/tables.ts";
import { existingRule } from "../rules/rules.ts";

/** What is to be done about resources that a rule finds wrong: a function is called for each. */
export const PutRemediationConfigurations = operation(
  PutRemediationConfigurationsCommand,
  {
    needs: ({ RemediationConfigurations }, ctx) =>
      RemediationConfigurations.flatMap((given) => {
        const role = staticValue(given, ASSUMED);
        return [
          allow(
            "config:PutRemediationConfigurations",
            remediationArnOf(ctx, given.ConfigRuleName ?? ""),
          ),
          ...(role === undefined
            ? []
            : [
                allow("iam:PassRole", role, {
                  "iam:PassedToService": "ssm.amazonaws.com",
                }),
              ]),
        ];
      }),

    async handle({ RemediationConfigurations }, ctx) {
      for (const given of RemediationConfigurations) {
        const rule = given.ConfigRuleName ?? "";
        await existingRule(rule, ctx);
        checkRemediation(given);
        await ctx.table(remediations).put({
          rule,
          configuration: { ...given, Arn: remediationArnOf(ctx, rule) },
          revision: randomUUID(),
        });
      }
      return { FailedBatches: [] };
    },
  },
);
