import {
  GetSamplingTargetsCommand,
  type SamplingTargetDocument,
  type UnprocessedStatistics,
} from "@aws-sdk/client-xray";
import { allow, operation } from "../../../core/operation.ts";
import { findRule, rulesOf } from "../sampling.ts";
import { targetOf, withReport } from "../sampling-reports.ts";
import { samplingReports } from "../tables.ts";

/** Takes clients' reports in and shares each rule's reservoir out among those that were heard lately. */
export const GetSamplingTargets = operation(GetSamplingTargetsCommand, {
  audit: { category: "Data" },

  needs: () => [allow("xray:GetSamplingTargets", "*")],

  async handle(input, ctx) {
    const now = ctx.now();
    const targets: SamplingTargetDocument[] = [];
    const unprocessed: UnprocessedStatistics[] = [];
    for (const report of input.SamplingStatisticsDocuments) {
      const { RuleName = "", ClientID = "" } = report;
      const rule = await findRule(RuleName, ctx);
      if (!rule) {
        unprocessed.push({
          RuleName,
          ErrorCode: "400",
          Message: "Unknown rule",
        });
        continue;
      }
      const rows = ctx.table(samplingReports);
      const reports = withReport(await rows.get(RuleName), report, now);
      await rows.put(reports);
      targets.push(targetOf(rule, reports, ClientID, now));
    }
    const changes = (await rulesOf(ctx)).map(({ modifiedAt }) => modifiedAt);
    return {
      SamplingTargetDocuments: targets,
      LastRuleModification: new Date(Math.max(...changes)),
      UnprocessedStatistics: unprocessed,
      UnprocessedBoostStatistics: (
        input.SamplingBoostStatisticsDocuments ?? []
      ).map(({ RuleName }) => ({
        RuleName,
        ErrorCode: "400",
        Message: "Sampling boosts are not built.",
      })),
    };
  },
});
