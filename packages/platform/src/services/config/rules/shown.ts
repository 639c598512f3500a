import type { ConfigRule } from "@aws-sdk/client-config-service";
import type { Place } from "../../../core/context.ts";
import { ruleArnOf, type RuleRow } from "../tables.ts";

/** A rule as the API answers it: without its policy, which GetCustomRulePolicy gives. */
export function shownRule(rule: RuleRow, place: Place): ConfigRule {
  const { CustomPolicyDetails, ...source } = rule.source;
  return {
    ConfigRuleName: rule.name,
    ConfigRuleArn: ruleArnOf(place, rule.name),
    ConfigRuleId: rule.id,
    ...(rule.description === undefined
      ? {}
      : { Description: rule.description }),
    ...(rule.scope ? { Scope: rule.scope } : {}),
    Source: {
      ...source,
      ...(CustomPolicyDetails
        ? {
            CustomPolicyDetails: {
              PolicyRuntime: CustomPolicyDetails.PolicyRuntime,
              PolicyText: "",
              EnableDebugLogDelivery:
                CustomPolicyDetails.EnableDebugLogDelivery ?? false,
            },
          }
        : {}),
    },
    ...(rule.inputParameters === undefined
      ? {}
      : { InputParameters: rule.inputParameters }),
    ...(rule.frequency === undefined
      ? {}
      : { MaximumExecutionFrequency: rule.frequency }),
    ConfigRuleState: "ACTIVE",
    ...(rule.createdBy === undefined ? {} : { CreatedBy: rule.createdBy }),
    EvaluationModes: rule.modes.map((Mode) => ({ Mode })),
  };
}
