import { DeleteConfigRuleCommand } from "@aws-sdk/client-config-service";
import { operation } from "../../../core/operation.ts";
import { deleteRule } from "../rules/rules.ts";
import { ruleArnOf } from "../tables.ts";
import { needOn } from "../tags.ts";

export const DeleteConfigRule = operation(DeleteConfigRuleCommand, {
  needs: async ({ ConfigRuleName }, ctx) => [
    await needOn(
      "config:DeleteConfigRule",
      ruleArnOf(ctx, ConfigRuleName),
      ctx,
    ),
  ],

  async handle({ ConfigRuleName }, ctx) {
    await deleteRule(ConfigRuleName, {}, ctx);
    return {};
  },
});
