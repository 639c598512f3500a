import { createHash, randomUUID } from "node:crypto";
import {
  IdempotentParameterMismatch,
  StartResourceEvaluationCommand,
  type StartResourceEvaluationRequest,
} from "@aws-sdk/client-config-service";
import type { Context } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { evaluated } from "../proactive/evaluated.ts";
import { wantedResource } from "../proactive/wanted-resource.ts";
import {
  evaluationEnded,
  evaluationForgotten,
  evaluations,
  evaluationTokens,
} from "../tables.ts";

const SECOND = 1000;
const DEFAULT_TIMEOUT = 900;
/** Evaluations are kept for a week. */
const KEPT = 7 * 24 * 3600 * SECOND;

/** Policies and managed rules have judged the resource when the call is answered; functions answer later. */
export const StartResourceEvaluation = operation(
  StartResourceEvaluationCommand,
  {
    needs: () => [allow("config:StartResourceEvaluation", "*")],

    async handle(input, ctx) {
      const { ClientToken } = input;
      const digest = digestOf(input);
      const earlier = await earlierOf(ClientToken, digest, ctx);
      if (earlier !== undefined) return { ResourceEvaluationId: earlier };

      const subject = await wantedResource(input.ResourceDetails, ctx);
      const id = randomUUID();
      const mode = input.EvaluationMode;
      const { results, awaited } = await evaluated(id, mode, subject, ctx);
      const { EvaluationContextIdentifier } = input.EvaluationContext ?? {};
      const now = ctx.now();
      await ctx.table(evaluations).put({
        id,
        mode,
        details: input.ResourceDetails,
        ...(EvaluationContextIdentifier === undefined
          ? {}
          : { context: EvaluationContextIdentifier }),
        status: awaited.length === 0 ? "SUCCEEDED" : "IN_PROGRESS",
        startedAt: now,
        results,
        awaited,
      });
      if (ClientToken !== undefined)
        await ctx
          .table(evaluationTokens)
          .put({ token: ClientToken, digest, evaluationId: id });
      if (awaited.length > 0) {
        const timeout = input.EvaluationTimeout || DEFAULT_TIMEOUT;
        ctx.emit(evaluationEnded, { id }, { at: now + timeout * SECOND });
      }
      ctx.emit(
        evaluationForgotten,
        { id, ...(ClientToken === undefined ? {} : { token: ClientToken }) },
        { at: now + KEPT },
      );
      return { ResourceEvaluationId: id };
    },
  },
);

/** The evaluation that the same request began. @throws Fault IdempotentParameterMismatch */
async function earlierOf(
  token: string | undefined,
  digest: string,
  ctx: Context,
): Promise<string | undefined> {
  if (token === undefined) return undefined;
  const known = await ctx.table(evaluationTokens).get(token);
  if (known && known.digest !== digest)
    throw fault(
      IdempotentParameterMismatch,
      "Using the same client token with one or more different parameters. Specify a new client token with the parameter changes and try again.",
    );
  return known?.evaluationId;
}

function digestOf({
  ResourceDetails,
  EvaluationContext,
  EvaluationMode,
  EvaluationTimeout,
}: StartResourceEvaluationRequest): string {
  return createHash("sha256")
    .update(
      JSON.stringify([
        ResourceDetails,
        EvaluationContext ?? null,
        EvaluationMode,
        EvaluationTimeout ?? null,
      ]),
    )
    .digest("hex");
}
