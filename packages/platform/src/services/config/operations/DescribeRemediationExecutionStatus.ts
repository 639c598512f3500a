import {
  DescribeRemediationExecutionStatusCommand,
  type ResourceType,
} from "@aws-sdk/client-config-service";
import { allow, operation } from "../../../core/operation.ts";
import { more, pageOf } from "../paging.ts";
import { existingRemediation } from "../remediation/existing.ts";
import {
  executions,
  remediationArnOf,
  type ExecutionRow,
} from "../remediation/tables.ts";

const PAGE = 100;

export const DescribeRemediationExecutionStatus = operation(
  DescribeRemediationExecutionStatusCommand,
  {
    needs: ({ ConfigRuleName }, ctx) => [
      allow(
        "config:DescribeRemediationExecutionStatus",
        remediationArnOf(ctx, ConfigRuleName),
      ),
    ],

    async handle({ ConfigRuleName, ResourceKeys = [], Limit, NextToken }, ctx) {
      await existingRemediation(ConfigRuleName, ctx);
      const { rows } = await ctx
        .table(executions)
        .list({ prefix: [ConfigRuleName] });
      const wanted = rows.filter(
        (row) =>
          ResourceKeys.length === 0 ||
          ResourceKeys.some(
            ({ resourceType, resourceId }) =>
              resourceType === row.resourceType &&
              resourceId === row.resourceId,
          ),
      );
      const { items, nextToken } = pageOf(wanted, Limit || PAGE, NextToken);
      return {
        RemediationExecutionStatuses: items.map(shown),
        ...more(nextToken),
      };
    },
  },
);

function shown(row: ExecutionRow) {
  return {
    ResourceKey: {
      resourceType: row.resourceType as ResourceType,
      resourceId: row.resourceId,
    },
    State: row.state,
    StepDetails: [
      {
        Name: "invokeLambdaFunction",
        State: STEPS[row.state],
        StartTime: new Date(row.invokedAt),
        ...(row.error === undefined ? {} : { ErrorMessage: row.error }),
        ...(row.state === "QUEUED"
          ? {}
          : { StopTime: new Date(row.updatedAt) }),
      },
    ],
    InvocationTime: new Date(row.invokedAt),
    LastUpdatedTime: new Date(row.updatedAt),
  };
}

const STEPS = {
  QUEUED: "PENDING",
  SUCCEEDED: "SUCCEEDED",
  FAILED: "FAILED",
} as const;
