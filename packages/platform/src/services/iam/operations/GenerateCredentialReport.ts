import { GenerateCredentialReportCommand } from "@aws-sdk/client-iam";
import { allow, operation } from "../../../core/operation.ts";
import { composeReport } from "../credential-report/compose.ts";
import { credentialReports, isCurrent } from "../credential-report/reports.ts";

/** Makes the account's credential report, or keeps the one of the last four hours. */
export const GenerateCredentialReport = operation(
  GenerateCredentialReportCommand,
  {
    needs: () => [allow("iam:GenerateCredentialReport", "*")],

    async handle(_input, ctx) {
      const reports = ctx.table(credentialReports);
      const known = await reports.get("account");
      if (known && isCurrent(known, ctx.now()))
        return { State: "COMPLETE" as const };
      // What changes meanwhile is the next report's.
      const content = await composeReport(ctx.aside());
      await reports.put({ generatedAt: ctx.now(), content });
      return {
        State: "STARTED" as const,
        Description: "No report exists. Starting a new report generation task",
      };
    },
  },
);
