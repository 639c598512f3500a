import { GetCustomRulePolicyCommand } from "@aws-sdk/client-config-service";
import { operation } from "../../../core/operation.ts";
import { existingRule } from "../rules/rules.ts";
import { ruleArnOf } from "../tables.ts";
import { needOn } from "../tags.ts";

export const GetCustomRulePolicy = operation(GetCustomRulePolicyCommand, {
  needs: async ({ ConfigRuleName = "" }, ctx) => [
    await needOn(
      "config:GetCustomRulePolicy",
      ruleArnOf(ctx, ConfigRuleName),
      ctx,
    ),
  ],

  async handle({ ConfigRuleName = "" }, ctx) {
    const { source } = await existingRule(ConfigRuleName, ctx);
    const text = source.CustomPolicyDetails?.PolicyText;
    return text === undefined ? {} : { PolicyText: text };
  },
});
