import { ListEventSourceMappingsCommand } from "@aws-sdk/client-lambda";
import { allow, operation } from "../../../core/operation.ts";
import { filteredPage } from "../../../core/page.ts";
import { mappingOf } from "../event-sources/mapping.ts";
import { mappings } from "../event-sources/tables.ts";
import { functionReference } from "../function-reference.ts";
import { invalidMarker } from "../page-marker.ts";

const PAGE_AT_MOST = 100;

export const ListEventSourceMappings = operation(
  ListEventSourceMappingsCommand,
  {
    audit: { eventName: "ListEventSourceMappings20150331" },

    needs: () => [allow("lambda:ListEventSourceMappings", "*")],

    async handle({ EventSourceArn, FunctionName, Marker, MaxItems }, ctx) {
      const { accountId, region } = ctx;
      const called =
        FunctionName === undefined
          ? undefined
          : functionReference(FunctionName, undefined, ctx);
      const { rows, nextToken } = await filteredPage(
        ctx.table(mappings),
        {
          limit: Math.min(MaxItems ?? PAGE_AT_MOST, PAGE_AT_MOST),
          ...(EventSourceArn === undefined
            ? { prefix: [accountId, region] }
            : {
                index: "bySource",
                prefix: [accountId, region, EventSourceArn],
              }),
        },
        (row) =>
          called === undefined ||
          (row.functionName === called.functionName &&
            row.qualifier === called.qualifier),
        Marker,
        invalidMarker,
      );
      return {
        EventSourceMappings: rows.map((row) => mappingOf(row)),
        ...(nextToken === undefined ? {} : { NextMarker: nextToken }),
      };
    },
  },
);
