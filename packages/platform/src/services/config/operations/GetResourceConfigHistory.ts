import {
  GetResourceConfigHistoryCommand,
  InvalidTimeRangeException,
  ResourceNotDiscoveredException,
} from "@aws-sdk/client-config-service";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { filteredPage } from "../../../core/page.ts";
import { invalidToken } from "../faults.ts";
import { configurationItem } from "../recorder/item.ts";
import { someRecorder } from "../recorder/recorders.ts";
import { history, latestItems } from "../recorder/tables.ts";

const PAGE = 10;

/** Newest first, unless told otherwise. */
export const GetResourceConfigHistory = operation(
  GetResourceConfigHistoryCommand,
  {
    needs: () => [allow("config:GetResourceConfigHistory", "*")],

    async handle(input, ctx) {
      const { resourceType, resourceId, limit, nextToken: token } = input;
      await someRecorder(ctx);
      const from = input.earlierTime?.getTime() ?? 0;
      const to = input.laterTime?.getTime() ?? Infinity;
      if (from > to)
        throw fault(
          InvalidTimeRangeException,
          "The specified time range is not valid. The earlier time is not chronologically before the later time.",
        );
      if (!(await ctx.table(latestItems).get(resourceType, resourceId)))
        throw fault(
          ResourceNotDiscoveredException,
          `Resource ${resourceId} of resourceType:${resourceType} is unknown or has not been discovered`,
        );
      const { rows, nextToken } = await filteredPage(
        ctx.table(history),
        {
          prefix: [resourceType, resourceId],
          limit: limit || PAGE,
          reverse: input.chronologicalOrder !== "Forward",
        },
        ({ capturedAt }) => capturedAt >= from && capturedAt <= to,
        token,
        invalidToken,
      );
      return {
        configurationItems: rows.map((row) => configurationItem(row, ctx)),
        ...(nextToken === undefined ? {} : { nextToken }),
      };
    },
  },
);
