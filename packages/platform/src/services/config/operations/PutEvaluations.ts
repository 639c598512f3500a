import {
  InvalidResultTokenException,
  PutEvaluationsCommand,
  type Evaluation,
} from "@aws-sdk/client-config-service";
import type { Context } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { keepResult } from "../compliance/results.ts";
import { answerEvaluation } from "../proactive/settle.ts";
import { readResultToken, type ResultToken } from "../rules/ask-function.ts";
import { noSuchRule } from "../rules/rules.ts";
import { rules, ruleStatuses } from "../tables.ts";

/** What a rule's function found. The token tells for which rule, and for which account. */
export const PutEvaluations = operation(PutEvaluationsCommand, {
  needs: () => [allow("config:PutEvaluations", "*")],

  async handle({ Evaluations = [], ResultToken: text, TestMode }, ctx) {
    if (TestMode) return { FailedEvaluations: [] };
    const token = readResultToken(text, ctx);
    if (!token)
      throw fault(
        InvalidResultTokenException,
        "The specified ResultToken is not valid.",
      );
    const rule = await ctx.table(rules, token).get(token.rule);
    if (!rule) throw noSuchRule(token.rule);
    for (const evaluation of Evaluations)
      await (token.evaluationId === undefined
        ? keep(evaluation, token, ctx)
        : answer(evaluation, token, ctx));
    const status = await ctx.table(ruleStatuses, token).get(rule.name);
    await ctx
      .table(ruleStatuses, token)
      .put({ ...status, name: rule.name, evaluatedAt: ctx.now() });
    return { FailedEvaluations: [] };
  },
});

async function keep(
  evaluation: Evaluation,
  { rule, invokedAt, ...place }: ResultToken,
  ctx: Context,
): Promise<void> {
  const result = {
    rule,
    resourceType: evaluation.ComplianceResourceType ?? "",
    resourceId: evaluation.ComplianceResourceId ?? "",
    compliance: evaluation.ComplianceType ?? "INSUFFICIENT_DATA",
    ...(evaluation.Annotation === undefined
      ? {}
      : { annotation: evaluation.Annotation }),
    orderedAt: evaluation.OrderingTimestamp?.getTime() ?? ctx.now(),
    invokedAt,
    recordedAt: ctx.now(),
  };
  await keepResult(result, ctx, place);
}

async function answer(
  evaluation: Evaluation,
  { rule, invokedAt, evaluationId = "", ...place }: ResultToken,
  ctx: Context,
): Promise<void> {
  await answerEvaluation(
    evaluationId,
    {
      rule,
      compliance: evaluation.ComplianceType ?? "INSUFFICIENT_DATA",
      ...(evaluation.Annotation === undefined
        ? {}
        : { annotation: evaluation.Annotation }),
      invokedAt,
      recordedAt: ctx.now(),
    },
    ctx,
    place,
  );
}
