import {
  CredentialReportExpiredException,
  CredentialReportNotPresentException,
  GetCredentialReportCommand,
} from "@aws-sdk/client-iam";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { credentialReports, isCurrent } from "../credential-report/reports.ts";
import { wholeSeconds } from "../whole-seconds.ts";

export const GetCredentialReport = operation(GetCredentialReportCommand, {
  needs: () => [allow("iam:GetCredentialReport", "*")],

  async handle(_input, ctx) {
    const report = await ctx.table(credentialReports).get("account");
    if (!report)
      throw fault(
        CredentialReportNotPresentException,
        "No credential report is present. Use GenerateCredentialReport to make one.",
      );
    if (!isCurrent(report, ctx.now()))
      throw fault(
        CredentialReportExpiredException,
        "The most recent credential report has expired. Use GenerateCredentialReport to make a new one.",
      );
    return {
      Content: Buffer.from(report.content),
      ReportFormat: "text/csv" as const,
      GeneratedTime: wholeSeconds(report.generatedAt),
    };
  },
});
