import { CreateEventSourceMappingCommand } from "@aws-sdk/client-lambda";
import { allow, operation } from "../../../core/operation.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import {
  checkedBatches,
  checkedSource,
  checkFunction,
  checkMembers,
  checkNoOther,
} from "../event-sources/check.ts";
import { checkedFilters } from "../event-sources/filters.ts";
import {
  mappingOf,
  newMappingId,
  NOTHING_PROCESSED,
  USER_INITIATED,
} from "../event-sources/mapping.ts";
import {
  mappingChanged,
  mappings,
  type MappingRow,
} from "../event-sources/tables.ts";
import { functionReference } from "../function-reference.ts";
import { checkedTags } from "../tagged-resource.ts";

export const CreateEventSourceMapping = operation(
  CreateEventSourceMappingCommand,
  {
    audit: { eventName: "CreateEventSourceMapping20150331" },

    needs: ({ FunctionName, Tags }, ctx) => [
      allow("lambda:CreateEventSourceMapping", "*", {
        "lambda:FunctionArn": functionReference(FunctionName, undefined, ctx)
          .arn,
        ...requestTagKeys(Tags),
      }),
    ],

    async handle(input, ctx) {
      const reference = functionReference(input.FunctionName, undefined, ctx);
      const source = checkedSource(input, ctx.region);
      const eventSourceArn = input.EventSourceArn ?? "";
      checkMembers(input);
      const filters = checkedFilters(input.FilterCriteria);
      const batches = checkedBatches(input, source.resource);
      await checkFunction(reference, eventSourceArn, ctx);
      await checkNoOther(reference, eventSourceArn, ctx);
      const { accountId, region } = ctx;
      const { functionName, qualifier } = reference;
      const enabled = input.Enabled ?? true;
      const row: MappingRow = {
        accountId,
        region,
        uuid: newMappingId(),
        functionName,
        eventSourceArn,
        ...batches,
        reportsItemFailures: (input.FunctionResponseTypes ?? []).includes(
          "ReportBatchItemFailures",
        ),
        countsEvents: (input.MetricsConfig?.Metrics ?? []).includes(
          "EventCount",
        ),
        tags: checkedTags(input.Tags),
        state: enabled ? "Creating" : "Disabled",
        stateReason: USER_INITIATED,
        modifiedAt: ctx.now(),
        lastResult: NOTHING_PROCESSED,
        ...(qualifier === undefined ? {} : { qualifier }),
        ...(filters ? { filters } : {}),
        ...(input.ScalingConfig?.MaximumConcurrency === undefined
          ? {}
          : { maximumConcurrency: input.ScalingConfig.MaximumConcurrency }),
      };
      await ctx.table(mappings).put(row);
      ctx.emit(mappingChanged, { accountId, region, uuid: row.uuid });
      return { ...mappingOf(row, "Creating"), $metadata: ACCEPTED };
    },
  },
);

const ACCEPTED = { httpStatusCode: 202 };
