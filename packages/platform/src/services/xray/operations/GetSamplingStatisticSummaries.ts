import { GetSamplingStatisticSummariesCommand } from "@aws-sdk/client-xray";
import { allow, operation } from "../../../core/operation.ts";
import { page } from "../../../core/page.ts";
import { samplingReports } from "../tables.ts";
import { invalidToken } from "../traces-between.ts";

export const GetSamplingStatisticSummaries = operation(
  GetSamplingStatisticSummariesCommand,
  {
    needs: () => [allow("xray:GetSamplingStatisticSummaries", "*")],

    async handle({ NextToken }, ctx) {
      const { rows, nextToken } = await page(
        ctx.table(samplingReports),
        { limit: 5 },
        NextToken,
        invalidToken,
      );
      return {
        SamplingStatisticSummaries: rows.flatMap(({ ruleName, windows }) =>
          windows.map(({ at, requests, sampled, borrowed }) => ({
            RuleName: ruleName,
            Timestamp: new Date(at),
            RequestCount: requests,
            SampledCount: sampled,
            BorrowCount: borrowed,
          })),
        ),
        ...(nextToken === undefined ? {} : { NextToken: nextToken }),
      };
    },
  },
);
