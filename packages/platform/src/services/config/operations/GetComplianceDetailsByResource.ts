import { GetComplianceDetailsByResourceCommand } from "@aws-sdk/client-config-service";
import { allow, operation } from "../../../core/operation.ts";
import { evaluationResult, proactiveResults } from "../compliance/shown.ts";
import { invalid } from "../faults.ts";
import { more, pageOf } from "../paging.ts";
import { evaluations, results } from "../tables.ts";

const PAGE = 100;

/** What all rules say of one resource: recorded, or as it was evaluated before it is made. */
export const GetComplianceDetailsByResource = operation(
  GetComplianceDetailsByResourceCommand,
  {
    needs: () => [allow("config:GetComplianceDetailsByResource", "*")],

    async handle(
      {
        ResourceType,
        ResourceId,
        ResourceEvaluationId,
        ComplianceTypes = [],
        NextToken,
      },
      ctx,
    ) {
      const byId = ResourceEvaluationId !== undefined;
      const byName = ResourceType !== undefined && ResourceId !== undefined;
      const named = ResourceType !== undefined || ResourceId !== undefined;
      if (byId ? named : !byName)
        throw invalid(
          "Specify either the ResourceEvaluationId, or the ResourceType and the ResourceId.",
        );
      const found = byId
        ? proactiveResults(
            await ctx.table(evaluations).get(ResourceEvaluationId),
            ResourceEvaluationId,
          )
        : (
            await ctx.table(results).list({
              index: "byResource",
              prefix: [ResourceType ?? "", ResourceId ?? ""],
            })
          ).rows.map(evaluationResult);
      const wanted = found.filter(
        ({ ComplianceType }) =>
          ComplianceTypes.length === 0 ||
          (ComplianceType !== undefined &&
            ComplianceTypes.includes(ComplianceType)),
      );
      const { items, nextToken } = pageOf(wanted, PAGE, NextToken);
      return { EvaluationResults: items, ...more(nextToken) };
    },
  },
);
