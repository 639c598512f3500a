import {
  UpdateEventSourceMappingCommand,
  type UpdateEventSourceMappingRequest,
} from "@aws-sdk/client-lambda";
import { parseArn } from "../../../core/arn.ts";
import { operation } from "../../../core/operation.ts";
import {
  checkedBatches,
  checkFunction,
  checkMembers,
  checkNoOther,
} from "../event-sources/check.ts";
import { checkedFilters } from "../event-sources/filters.ts";
import {
  calledFunction,
  checkSettled,
  knownMapping,
  mappingOf,
  onMapping,
  USER_INITIATED,
} from "../event-sources/mapping.ts";
import {
  mappingChanged,
  mappings,
  type MappingRow,
  type MappingState,
} from "../event-sources/tables.ts";
import { functionReference } from "../function-reference.ts";

export const UpdateEventSourceMapping = operation(
  UpdateEventSourceMappingCommand,
  {
    audit: { eventName: "UpdateEventSourceMapping20150331" },

    needs: async ({ UUID, FunctionName }, ctx) => [
      await onMapping(
        "lambda:UpdateEventSourceMapping",
        UUID,
        ctx,
        FunctionName === undefined
          ? {}
          : {
              "lambda:FunctionArn": functionReference(
                FunctionName,
                undefined,
                ctx,
              ).arn,
            },
      ),
    ],

    async handle(input, ctx) {
      const known = await knownMapping(input.UUID, ctx);
      checkSettled(known, "update");
      checkMembers(input);
      const source = parseArn(known.eventSourceArn)!;
      const reference =
        input.FunctionName === undefined
          ? calledFunction(known)
          : functionReference(input.FunctionName, undefined, ctx);
      if (reference.arn !== calledFunction(known).arn)
        await checkNoOther(reference, known.eventSourceArn, ctx);
      await checkFunction(reference, known.eventSourceArn, ctx);
      const { qualifier: _before, ...rest } = known;
      const { functionName, qualifier } = reference;
      const row: MappingRow = {
        ...changed(rest, input),
        ...checkedBatches(input, source.resource, known),
        functionName,
        ...(qualifier === undefined ? {} : { qualifier }),
        state: nextState(known, input.Enabled),
        stateReason: USER_INITIATED,
        modifiedAt: ctx.now(),
      };
      await ctx.table(mappings).put(row);
      const { accountId, region, uuid } = row;
      ctx.emit(mappingChanged, { accountId, region, uuid });
      return { ...mappingOf(row), $metadata: { httpStatusCode: 202 } };
    },
  },
);

/** Empty criteria and an empty scaling configuration take away what was set. */
function changed(
  row: MappingRow,
  input: Partial<UpdateEventSourceMappingRequest>,
): MappingRow {
  const { filters, maximumConcurrency, ...rest } = row;
  const patterns = input.FilterCriteria
    ? checkedFilters(input.FilterCriteria)
    : filters;
  const most = input.ScalingConfig
    ? input.ScalingConfig.MaximumConcurrency
    : maximumConcurrency;
  return {
    ...rest,
    ...(patterns ? { filters: patterns } : {}),
    ...(most === undefined ? {} : { maximumConcurrency: most }),
    reportsItemFailures:
      input.FunctionResponseTypes?.includes("ReportBatchItemFailures") ??
      row.reportsItemFailures,
    countsEvents:
      input.MetricsConfig?.Metrics?.includes("EventCount") ?? row.countsEvents,
  };
}

function nextState(
  { state }: MappingRow,
  enabled: boolean | undefined,
): MappingState {
  const wanted = enabled ?? state === "Enabled";
  if (!wanted) return state === "Enabled" ? "Disabling" : "Disabled";
  return state === "Enabled" ? "Updating" : "Enabling";
}
