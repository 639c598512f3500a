import { GetResourceRequestStatusCommand } from "@aws-sdk/client-cloudcontrol";
import { judgements, type JudgeProgress } from "../../../core/judgement.ts";
import { operation } from "../../../core/operation.ts";
import { needing } from "../needs.ts";
import { progressOf, requestOf } from "../progress.ts";

export const GetResourceRequestStatus = operation(
  GetResourceRequestStatusCommand,
  {
    needs: () => needing("GetResourceRequestStatus"),

    async handle({ RequestToken }, ctx) {
      const row = await requestOf(RequestToken, ctx);
      const judgement =
        row.hooksToken === undefined
          ? undefined
          : await ctx.table(judgements).get(row.hooksToken);
      return {
        ProgressEvent: progressOf(row),
        ...(judgement?.judges.length
          ? { HooksProgressEvent: judgement.judges.map(hookProgress) }
          : {}),
      };
    },
  },
);

const hookProgress = (judge: JudgeProgress) => ({
  HookTypeName: judge.typeName,
  HookTypeVersionId: judge.versionId,
  HookTypeArn: judge.typeArn,
  InvocationPoint: judge.invocationPoint,
  HookStatus: judge.status,
  HookEventTime: new Date(judge.at),
  HookStatusMessage: judge.message,
  FailureMode: judge.failureMode,
});
