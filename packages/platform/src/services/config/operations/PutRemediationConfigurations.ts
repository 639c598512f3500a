import { PutRemediationConfigurationsCommand } from "@aws-sdk/client-config-service";
import { allow, operation } from "../../../core/operation.ts";
import { putRemediation } from "../remediation/configurations.ts";
import { ASSUMED, staticValue } from "../remediation/parameters.ts";
import { remediationArnOf } from "../remediation/tables.ts";

/** What is to be done about resources that a rule finds wrong: a function is called for each. Rules that a service made have what it gives them. */
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
      for (const given of RemediationConfigurations)
        await putRemediation(given, undefined, ctx);
      return { FailedBatches: [] };
    },
  },
);
