import { DeleteEvaluationResultsCommand } from "@aws-sdk/client-config-service";
import { operation } from "../../../core/operation.ts";
import { deleteResults, existingRule } from "../rules/rules.ts";
import { ruleArnOf } from "../tables.ts";
import { needOn } from "../tags.ts";

export const DeleteEvaluationResults = operation(
  DeleteEvaluationResultsCommand,
  {
    needs: async ({ ConfigRuleName }, ctx) => [
      await needOn(
        "config:DeleteEvaluationResults",
        ruleArnOf(ctx, ConfigRuleName),
        ctx,
      ),
    ],

    async handle({ ConfigRuleName }, ctx) {
      await existingRule(ConfigRuleName, ctx);
      await deleteResults(ConfigRuleName, ctx);
      return {};
    },
  },
);
