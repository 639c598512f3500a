import {
  InvalidResultTokenException,
  PutEvaluationsCommand,
  type Evaluation,
} from "@aws-sdk/client-config-service";
import type { Context } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { keepResult } from "../compliance/results.ts";
import { invalid } from "../faults.ts";
import { answerEvaluation } from "../proactive/settle.ts";
import { readResultToken, type ResultToken } from "../rules/ask-function.ts";
import { noSuchRule } from "../rules/rules.ts";
import { note } from "../rules/status.ts";
import { rules } from "../tables.ts";

/** What a rule's function found. The token tells for which rule, and for which account. */
export const PutEvaluations = operation(PutEvaluationsCommand, {
  needs: () => [allow("config:PutEvaluations", "*")],

  async handle({ Evaluations = [], ResultToken: text, TestMode }, ctx) {
    checkTypes(Evaluations);
    if (TestMode) return { FailedEvaluations: [] };
    const token = readResultToken(text, ctx);
    if (token?.accountId !== ctx.accountId || token.region !== ctx.region)
      throw fault(
        InvalidResultTokenException,
        "The specified ResultToken is not valid.",
      );
    const rule = await ctx.table(rules).get(token.rule);
    if (!rule) throw noSuchRule(token.rule);
    const FailedEvaluations: Evaluation[] = [];
    for (const evaluation of Evaluations)
      if (token.evaluationId === undefined) await keep(evaluation, token, ctx);
      else if (!(await answer(evaluation, token, ctx)))
        FailedEvaluations.push(evaluation);
    await note(rule.name, { evaluatedAt: ctx.now() }, ctx);
    return { FailedEvaluations };
  },
});

function checkTypes(given: readonly Evaluation[]): void {
  if (given.some((one) => one.ComplianceType === "INSUFFICIENT_DATA"))
    throw invalid(
      "The ComplianceType INSUFFICIENT_DATA cannot be put: use COMPLIANT, NON_COMPLIANT or NOT_APPLICABLE.",
    );
}

async function keep(
  evaluation: Evaluation,
  { rule, invokedAt }: ResultToken,
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
  await keepResult(result, ctx);
}

/** False for an answer about something that was not asked about. */
function answer(
  evaluation: Evaluation,
  { rule, invokedAt, evaluationId = "" }: ResultToken,
  ctx: Context,
): Promise<boolean> {
  return answerEvaluation(
    evaluationId,
    {
      resourceType: evaluation.ComplianceResourceType ?? "",
      resourceId: evaluation.ComplianceResourceId ?? "",
    },
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
  );
}
