import { StartConfigRulesEvaluationCommand } from "@aws-sdk/client-config-service";
import { operation } from "../../../core/operation.ts";
import { rulesNamed } from "../rules/rules.ts";
import { evaluationDue, ruleArnOf } from "../tables.ts";
import { needOn } from "../tags.ts";

export const StartConfigRulesEvaluation = operation(
  StartConfigRulesEvaluationCommand,
  {
    needs: ({ ConfigRuleNames: names = ["*"] }, ctx) =>
      Promise.all(
        names.map((name) =>
          needOn(
            "config:StartConfigRulesEvaluation",
            ruleArnOf(ctx, name),
            ctx,
          ),
        ),
      ),

    async handle({ ConfigRuleNames }, ctx) {
      for (const { name, revision } of await rulesNamed(ConfigRuleNames, ctx))
        ctx.emit(evaluationDue, { rule: name, revision });
      return {};
    },
  },
);
