import { DescribeDeliveryChannelStatusCommand } from "@aws-sdk/client-config-service";
import type { Context } from "../../../core/context.ts";
import { allow, operation } from "../../../core/operation.ts";
import { channelsNamed } from "../recorder/recorders.ts";
import { deliveries, type DeliveryRow } from "../recorder/tables.ts";

export const DescribeDeliveryChannelStatus = operation(
  DescribeDeliveryChannelStatusCommand,
  {
    needs: () => [allow("config:DescribeDeliveryChannelStatus", "*")],

    async handle({ DeliveryChannelNames }, ctx) {
      const found = await channelsNamed(DeliveryChannelNames, ctx);
      return {
        DeliveryChannelsStatus: await Promise.all(
          found.map(async ({ name }) => ({
            name,
            configSnapshotDeliveryInfo: await infoOf(name, "snapshot", ctx),
            configHistoryDeliveryInfo: {},
            configStreamDeliveryInfo: await streamOf(name, ctx),
          })),
        ),
      };
    },
  },
);

async function infoOf(name: string, kind: DeliveryRow["kind"], ctx: Context) {
  const row = await ctx.table(deliveries).get(name, kind);
  if (!row) return {};
  return {
    lastStatus: row.errorCode === undefined ? "Success" : "Failure",
    lastAttemptTime: new Date(row.at),
    ...(row.succeededAt === undefined
      ? {}
      : { lastSuccessfulTime: new Date(row.succeededAt) }),
    ...errorOf(row),
  } as const;
}

async function streamOf(name: string, ctx: Context) {
  const row = await ctx.table(deliveries).get(name, "stream");
  if (!row) return {};
  return {
    lastStatus: row.errorCode === undefined ? "Success" : "Failure",
    lastStatusChangeTime: new Date(row.at),
    ...errorOf(row),
  } as const;
}

function errorOf({ errorCode, errorMessage }: DeliveryRow) {
  return errorCode === undefined
    ? {}
    : { lastErrorCode: errorCode, lastErrorMessage: errorMessage };
}
