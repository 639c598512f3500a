import {
  GetResourceEvaluationSummaryCommand,
  ResourceNotFoundException,
} from "@aws-sdk/client-config-service";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { evaluations } from "../tables.ts";
import { togetherOf } from "../verdict.ts";

export const GetResourceEvaluationSummary = operation(
  GetResourceEvaluationSummaryCommand,
  {
    needs: () => [allow("config:GetResourceEvaluationSummary", "*")],

    async handle({ ResourceEvaluationId }, ctx) {
      const row = await ctx.table(evaluations).get(ResourceEvaluationId);
      if (!row)
        throw fault(
          ResourceNotFoundException,
          `The resource evaluation ${ResourceEvaluationId} does not exist.`,
        );
      return {
        ResourceEvaluationId,
        EvaluationMode: row.mode,
        EvaluationStatus: {
          Status: row.status,
          ...(row.failure === undefined ? {} : { FailureReason: row.failure }),
        },
        EvaluationStartTimestamp: new Date(row.startedAt),
        ...(row.status === "SUCCEEDED"
          ? { Compliance: togetherOf(row.results) }
          : {}),
        ...(row.context === undefined
          ? {}
          : {
              EvaluationContext: { EvaluationContextIdentifier: row.context },
            }),
        ResourceDetails: row.details,
      };
    },
  },
);
