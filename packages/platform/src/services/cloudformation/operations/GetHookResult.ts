import {
  GetHookResultCommand,
  HookResultNotFoundException,
} from "@aws-sdk/client-cloudformation";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { isKept } from "../hooks/sweep.ts";
import { hookResults, type HookResultRow } from "../hooks/tables.ts";
import { hookArn } from "../registry/tables.ts";

export const GetHookResult = operation(GetHookResultCommand, {
  needs: async ({ HookResultId = "" }, ctx) => {
    const row = await ctx.table(hookResults).get(HookResultId);
    return [
      allow("cloudformation:GetHookResult", "*", {
        "cloudformation:TypeArn": row && hookArn(ctx, row.typeName),
      }),
    ];
  },

  async handle({ HookResultId = "" }, ctx) {
    const row = await ctx.table(hookResults).get(HookResultId);
    if (!row || !isKept(row, ctx.now()))
      throw fault(
        HookResultNotFoundException,
        `The hook result ${HookResultId} cannot be found.`,
      );
    return {
      HookResultId: row.id,
      InvocationPoint: "PRE_PROVISION" as const,
      FailureMode: row.failureMode,
      TypeName: row.typeName,
      OriginalTypeName: row.originalTypeName,
      TypeVersionId: row.versionId,
      TypeConfigurationVersionId: row.configurationVersionId,
      TypeArn: hookArn(ctx, row.typeName),
      Status: row.status,
      HookStatusReason: row.reason,
      InvokedAt: new Date(row.at),
      ...targetOf(row),
      Annotations: row.annotations.map(({ name, ...annotation }) => ({
        AnnotationName: name,
        Status: annotation.status,
        StatusMessage: annotation.statusMessage,
        RemediationMessage: annotation.remediationMessage,
        RemediationLink: annotation.remediationLink,
        SeverityLevel: annotation.severityLevel as never,
      })),
    };
  },
});

/** The model knows targets of the kind RESOURCE only. */
const targetOf = (row: HookResultRow) =>
  row.targetOperation === "RESOURCE" || row.targetOperation === "CLOUD_CONTROL"
    ? {
        Target: {
          TargetType: "RESOURCE" as const,
          TargetTypeName: row.targetTypeName,
          TargetId: row.targetId,
          Action: row.action,
        },
      }
    : {};
