import {
  HookResultNotFoundException,
  ListHookResultsCommand,
} from "@aws-sdk/client-cloudformation";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { filteredPage } from "../../../core/page.ts";
import { findHook, noSuchType } from "../registry/known-type.ts";
import { hookArn } from "../registry/tables.ts";
import { isKept } from "../hooks/sweep.ts";
import { hookResults } from "../hooks/tables.ts";
import { onChangeSet } from "../change-set.ts";
import { invalid, onStack } from "../stack.ts";

const PAGE = 50;

/** The latest first. */
export const ListHookResults = operation(ListHookResultsCommand, {
  needs: async ({ TargetType, TargetId }, ctx) => [
    TargetType === "CHANGE_SET" && TargetId !== undefined
      ? await onChangeSet("ListHookResults", { ChangeSetName: TargetId }, ctx)
      : await onStack("ListHookResults", undefined, ctx),
  ],

  async handle(input, ctx) {
    const { TargetType, TargetId, TypeArn, Status, NextToken } = input;
    if ((TargetType === undefined) !== (TargetId === undefined))
      throw invalid("TargetType and TargetId must be specified together.");
    if (Status !== undefined && TypeArn === undefined)
      throw invalid("Status can only be used together with TypeArn.");
    const hook =
      TypeArn === undefined
        ? undefined
        : await findHook(TypeArn.split("/")[2] ?? "", ctx);
    if (TypeArn !== undefined && !hook) throw noSuchType({ Arn: TypeArn });
    const { rows, nextToken } = await filteredPage(
      ctx.table(hookResults),
      {
        limit: PAGE,
        reverse: true,
        ...(TargetType !== undefined && TargetId !== undefined
          ? { index: "byTarget", prefix: [TargetType, TargetId] }
          : hook
            ? { index: "byType", prefix: [hook.typeName] }
            : {}),
      },
      (row) =>
        isKept(row, ctx.now()) &&
        (Status === undefined || row.status === Status) &&
        (!hook || row.typeName === hook.typeName),
      NextToken,
      () => invalid("NextToken is not valid."),
    );
    if (rows.length === 0 && TargetId !== undefined)
      throw fault(
        HookResultNotFoundException,
        `No hook results were found for ${TargetId}.`,
      );
    return {
      ...(TargetType === undefined ? {} : { TargetType, TargetId }),
      HookResults: rows.map((row) => ({
        HookResultId: row.id,
        InvocationPoint: "PRE_PROVISION" as const,
        FailureMode: row.failureMode,
        TypeName: row.typeName,
        TypeVersionId: row.versionId,
        TypeConfigurationVersionId: row.configurationVersionId,
        Status: row.status,
        HookStatusReason: row.reason,
        TypeArn: hookArn(ctx, row.typeName),
        ...(TargetType === undefined
          ? {
              InvokedAt: new Date(row.at),
              TargetType: row.targetOperation,
              TargetId: row.targetId,
              HookExecutionTarget: row.stackId ?? row.targetId,
            }
          : {}),
      })),
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    };
  },
});
