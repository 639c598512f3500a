import {
  InvalidParameterValueException,
  ResourceNotFoundException,
  type DestinationConfig,
  type FunctionEventInvokeConfig,
} from "@aws-sdk/client-lambda";
import type { Context } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import { referenceTo, type FunctionReference } from "../function-reference.ts";
import { referredVersion } from "../function-rows.ts";
import { checkTarget } from "./destinations/check.ts";
import { eventInvokeConfigs, type EventInvokeConfigRow } from "./tables.ts";

/** What a request may set. */
export interface GivenConfig {
  readonly MaximumRetryAttempts?: number | undefined;
  readonly MaximumEventAgeInSeconds?: number | undefined;
  readonly DestinationConfig?: DestinationConfig | undefined;
}

type Reading = Pick<Context, "table">;

/** The configuration of what a reference names, or undefined. */
export async function eventInvokeConfig(
  reference: FunctionReference,
  ctx: Reading,
): Promise<EventInvokeConfigRow | undefined> {
  const { functionName, qualifier = "$LATEST" } = reference;
  return ctx.table(eventInvokeConfigs, reference).get(functionName, qualifier);
}

/** @throws Fault ResourceNotFoundException */
export async function knownEventInvokeConfig(
  reference: FunctionReference,
  ctx: Reading,
): Promise<EventInvokeConfigRow> {
  const row = await eventInvokeConfig(reference, ctx);
  if (!row)
    throw fault(
      ResourceNotFoundException,
      `The function ${qualifiedArn(reference)} doesn't have an EventInvokeConfig`,
    );
  return row;
}

/**
 * Sets what a request gives, beside what `kept` holds, and answers it.
 * @throws Fault ResourceNotFoundException, InvalidParameterValueException
 */
export async function setEventInvokeConfig(
  reference: FunctionReference,
  given: GivenConfig,
  kept: Partial<EventInvokeConfigRow>,
  ctx: Context,
): Promise<FunctionEventInvokeConfig> {
  const { MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig } =
    given;
  const { functionName, qualifier = "$LATEST" } = reference;
  const { settings } = await referredVersion(reference, ctx);
  await checkDestinations(reference, settings.Role, DestinationConfig, ctx);
  const { onSuccess, onFailure, ...others } = kept;
  const destinations = DestinationConfig
    ? {
        ...destination("onSuccess", DestinationConfig.OnSuccess?.Destination),
        ...destination("onFailure", DestinationConfig.OnFailure?.Destination),
      }
    : {
        ...destination("onSuccess", onSuccess),
        ...destination("onFailure", onFailure),
      };
  const row: EventInvokeConfigRow = {
    ...others,
    ...destinations,
    ...(MaximumRetryAttempts === undefined
      ? {}
      : { maximumRetryAttempts: MaximumRetryAttempts }),
    ...(MaximumEventAgeInSeconds === undefined
      ? {}
      : { maximumEventAgeInSeconds: MaximumEventAgeInSeconds }),
    functionName,
    qualifier,
    modifiedAt: ctx.now(),
  };
  await ctx.table(eventInvokeConfigs, reference).put(row);
  return eventInvokeConfigOf(row, reference);
}

/** @throws Fault InvalidParameterValueException where a request sets nothing */
export function checkSomethingGiven(given: GivenConfig): void {
  const { MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig } =
    given;
  if (
    MaximumRetryAttempts === undefined &&
    MaximumEventAgeInSeconds === undefined &&
    DestinationConfig === undefined
  )
    throw fault(
      InvalidParameterValueException,
      "You must specify at least one of error handling or destination setting.",
    );
}

/** A configuration as the API answers it. */
export function eventInvokeConfigOf(
  row: EventInvokeConfigRow,
  at: FunctionReference,
): FunctionEventInvokeConfig {
  const { maximumRetryAttempts, maximumEventAgeInSeconds } = row;
  return {
    LastModified: new Date(row.modifiedAt),
    FunctionArn: referenceTo(at, row.functionName, row.qualifier).arn,
    ...(maximumRetryAttempts === undefined
      ? {}
      : { MaximumRetryAttempts: maximumRetryAttempts }),
    ...(maximumEventAgeInSeconds === undefined
      ? {}
      : { MaximumEventAgeInSeconds: maximumEventAgeInSeconds }),
    DestinationConfig: {
      OnSuccess: row.onSuccess ? { Destination: row.onSuccess } : {},
      OnFailure: row.onFailure ? { Destination: row.onFailure } : {},
    },
  };
}

/** Takes the configuration of one qualifier away, or all of a function's. */
export async function deleteEventInvokeConfigs(
  reference: FunctionReference,
  qualifier: string | undefined,
  ctx: Context,
): Promise<void> {
  const rows = ctx.table(eventInvokeConfigs, reference);
  const { functionName } = reference;
  if (qualifier !== undefined) return rows.delete(functionName, qualifier);
  for (const row of (await rows.list({ prefix: [functionName] })).rows)
    await rows.delete(functionName, row.qualifier);
}

async function checkDestinations(
  reference: FunctionReference,
  role: string | undefined,
  given: DestinationConfig | undefined,
  ctx: Context,
): Promise<void> {
  const uses = {
    onSuccess: given?.OnSuccess?.Destination,
    onFailure: given?.OnFailure?.Destination,
  };
  for (const [use, target] of Object.entries(uses))
    if (target)
      await checkTarget(
        { target, use: use as keyof typeof uses, reference, role: role ?? "" },
        ctx,
      );
}

/** An empty ARN is none. */
const destination = (name: "onSuccess" | "onFailure", arn?: string) =>
  arn ? { [name]: arn } : {};

const qualifiedArn = (reference: FunctionReference): string =>
  referenceTo(
    reference,
    reference.functionName,
    reference.qualifier ?? "$LATEST",
  ).arn;
