import { PutExternalEvaluationCommand } from "@aws-sdk/client-config-service";
import { operation } from "../../../core/operation.ts";
import { keepResult } from "../compliance/results.ts";
import { existingRule } from "../rules/rules.ts";
import { ruleArnOf } from "../tables.ts";
import { needOn } from "../tags.ts";

export const PutExternalEvaluation = operation(PutExternalEvaluationCommand, {
  needs: async ({ ConfigRuleName }, ctx) => [
    await needOn(
      "config:PutExternalEvaluation",
      ruleArnOf(ctx, ConfigRuleName),
      ctx,
    ),
  ],

  async handle({ ConfigRuleName, ExternalEvaluation: given }, ctx) {
    await existingRule(ConfigRuleName, ctx);
    const now = ctx.now();
    await keepResult(
      {
        rule: ConfigRuleName,
        resourceType: given.ComplianceResourceType ?? "",
        resourceId: given.ComplianceResourceId ?? "",
        compliance: given.ComplianceType ?? "INSUFFICIENT_DATA",
        ...(given.Annotation === undefined
          ? {}
          : { annotation: given.Annotation }),
        orderedAt: given.OrderingTimestamp?.getTime() ?? now,
        invokedAt: now,
        recordedAt: now,
      },
      ctx,
    );
    return {};
  },
});
