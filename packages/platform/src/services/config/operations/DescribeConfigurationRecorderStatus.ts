import { DescribeConfigurationRecorderStatusCommand } from "@aws-sdk/client-config-service";
import { operation } from "../../../core/operation.ts";
import { needsOnRecorders, wantedNames } from "../recorder/named.ts";
import { recordersNamed } from "../recorder/recorders.ts";
import { recorderArnOf } from "../recorder/tables.ts";

export const DescribeConfigurationRecorderStatus = operation(
  DescribeConfigurationRecorderStatusCommand,
  {
    needs: (input, ctx) =>
      needsOnRecorders(
        "config:DescribeConfigurationRecorderStatus",
        input,
        ctx,
      ),

    async handle(input, ctx) {
      const found = await recordersNamed(wantedNames(input), ctx);
      return {
        ConfigurationRecordersStatus: found.map((row) => ({
          arn: recorderArnOf(ctx, row.name),
          name: row.name,
          recording: row.recording,
          lastStatus: row.error
            ? "Failure"
            : row.startedAt === undefined
              ? "Pending"
              : "Success",
          ...(row.error
            ? {
                lastErrorCode: row.error.code,
                lastErrorMessage: row.error.message,
              }
            : {}),
          ...(row.startedAt === undefined
            ? {}
            : { lastStartTime: new Date(row.startedAt) }),
          ...(row.stoppedAt === undefined
            ? {}
            : { lastStopTime: new Date(row.stoppedAt) }),
          ...(row.changedAt === undefined
            ? {}
            : { lastStatusChangeTime: new Date(row.changedAt) }),
        })),
      };
    },
  },
);
