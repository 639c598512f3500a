import { randomUUID } from "node:crypto";
import {
  ResourceInUseException,
  ResourceNotFoundException,
  type EventSourceMappingConfiguration,
} from "@aws-sdk/client-lambda";
import { arn } from "../../../core/arn.ts";
import type { NeedsContext, Place } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import { allow, type Need } from "../../../core/operation.ts";
import { resourceTagKeys } from "../../../core/tag-keys.ts";
import { referenceTo, type FunctionReference } from "../function-reference.ts";
import { mappings, type MappingRow, type MappingState } from "./tables.ts";

export const newMappingId = (): string => randomUUID();

export const mappingArn = (place: Place, uuid: string): string =>
  arn("lambda", place, `event-source-mapping:${uuid}`);

/** The function, version or alias that a mapping calls. */
export const calledFunction = (row: MappingRow): FunctionReference =>
  referenceTo(row, row.functionName, row.qualifier);

/** @throws Fault ResourceNotFoundException */
export async function knownMapping(
  uuid: string,
  ctx: Pick<NeedsContext, "table" | "accountId" | "region">,
): Promise<MappingRow> {
  const row = await ctx.table(mappings).get(ctx.accountId, ctx.region, uuid);
  if (!row) throw noSuchMapping();
  return row;
}

export const noSuchMapping = () =>
  fault(
    ResourceNotFoundException,
    "The resource you requested does not exist.",
  );

/** @throws Fault ResourceInUseException while an earlier change is under way */
export function checkSettled({ state }: MappingRow, verb: string): void {
  if (state !== "Enabled" && state !== "Disabled")
    throw fault(
      ResourceInUseException,
      `Cannot ${verb} the event source mapping because it is in use.`,
    );
}

/** A permission on a mapping, with its tags and the function that it calls. */
export async function onMapping(
  action: string,
  uuid: string,
  ctx: NeedsContext,
  keys: Need["keys"] = {},
): Promise<Need> {
  const row = await ctx.table(mappings).get(ctx.accountId, ctx.region, uuid);
  return allow(action, mappingArn(ctx, uuid), {
    ...(row
      ? {
          "lambda:FunctionArn": calledFunction(row).arn,
          ...resourceTagKeys(row.tags),
        }
      : {}),
    ...keys,
  });
}

/** A mapping as the API answers it. */
export function mappingOf(
  row: MappingRow,
  state: MappingState = row.state,
): EventSourceMappingConfiguration {
  return {
    UUID: row.uuid,
    EventSourceMappingArn: mappingArn(row, row.uuid),
    EventSourceArn: row.eventSourceArn,
    FunctionArn: calledFunction(row).arn,
    BatchSize: row.batchSize,
    MaximumBatchingWindowInSeconds: row.windowSeconds,
    FunctionResponseTypes: row.reportsItemFailures
      ? ["ReportBatchItemFailures"]
      : [],
    ...(row.filters
      ? {
          FilterCriteria: {
            Filters: row.filters.map((Pattern) => ({ Pattern })),
          },
        }
      : {}),
    ...(row.maximumConcurrency === undefined
      ? {}
      : { ScalingConfig: { MaximumConcurrency: row.maximumConcurrency } }),
    ...(row.countsEvents ? { MetricsConfig: { Metrics: ["EventCount"] } } : {}),
    State: state,
    StateTransitionReason: row.stateReason,
    LastModified: new Date(row.modifiedAt),
    LastProcessingResult: row.lastResult,
  };
}

/** AWS's words for a change that its caller made. */
export const USER_INITIATED = "USER_INITIATED";
export const NOTHING_PROCESSED = "No records processed";
