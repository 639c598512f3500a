import {
  InvalidParameterValueException,
  ProvisionedConcurrencyConfigNotFoundException,
  ResourceConflictException,
} from "@aws-sdk/client-lambda";
import type { Context, NeedsContext } from "../../../../core/context.ts";
import { fault } from "../../../../core/errors.ts";
import type { Listing, Listed } from "../../../../core/table.ts";
import { knownAlias } from "../../alias-rows.ts";
import type { FunctionReference } from "../../function-reference.ts";
import { numberOf, referredVersion } from "../../function-rows.ts";
import { aliases, LATEST } from "../../tables.ts";
import {
  provisionedConcurrency,
  provisioningChanged,
  type ProvisionedRow,
} from "../tables.ts";

type Reading = Pick<NeedsContext, "table">;

const keyOf = ({ accountId, region, functionName }: FunctionReference) => [
  accountId,
  region,
  functionName,
];

/** What is set for a function. */
export async function provisionedRows(
  reference: FunctionReference,
  ctx: Reading,
): Promise<readonly ProvisionedRow[]> {
  return (await provisionedPage(reference, ctx)).rows;
}

/** A part of it. */
export function provisionedPage(
  reference: FunctionReference,
  ctx: Reading,
  listing: Listing = {},
): Promise<Listed<ProvisionedRow>> {
  const prefix = keyOf(reference);
  return ctx.table(provisionedConcurrency).list({ ...listing, prefix });
}

/** @throws Fault ProvisionedConcurrencyConfigNotFoundException */
export async function knownProvision(
  reference: FunctionReference,
  ctx: Reading,
): Promise<ProvisionedRow> {
  const { qualifier = "" } = reference;
  const row = await ctx
    .table(provisionedConcurrency)
    .get(...keyOf(reference), qualifier);
  if (!row)
    throw fault(
      ProvisionedConcurrencyConfigNotFoundException,
      "No Provisioned Concurrency Config found for this function",
    );
  return row;
}

/** Takes the row of a qualifier away, or all of a function's; what was ready ends. */
export async function deleteProvisions(
  reference: FunctionReference,
  qualifier: string | undefined,
  ctx: Context,
): Promise<void> {
  const rows = await provisionedRows(reference, ctx);
  const gone = rows.filter(
    (row) => qualifier === undefined || row.qualifier === qualifier,
  );
  const table = ctx.table(provisionedConcurrency);
  for (const row of gone)
    await table.delete(...keyOf(reference), row.qualifier);
  if (gone.length > 0) tellChanged(reference, ctx);
}

/** Has the sandbox follow, once the change is durable. */
export function tellChanged(
  { accountId, region, functionName }: FunctionReference,
  ctx: Context,
): void {
  ctx.emit(provisioningChanged, { accountId, region, functionName });
}

/** An alias means other versions from now on. */
export async function aliasChanged(
  reference: FunctionReference,
  alias: string,
  ctx: Context,
): Promise<void> {
  const table = ctx.table(provisionedConcurrency);
  if (await table.get(...keyOf(reference), alias)) tellChanged(reference, ctx);
}

/**
 * Refuses what cannot have environments ready: `$LATEST`, and a version that has some on another account.
 * @throws Fault InvalidParameterValueException, ResourceNotFoundException, ResourceConflictException
 */
export async function checkProvisionable(
  reference: FunctionReference,
  ctx: Reading,
): Promise<void> {
  const { qualifier = "$LATEST" } = reference;
  const number = numberOf(qualifier);
  if (number === LATEST) throw unpublished();
  const rows = await provisionedRows(reference, ctx);
  if (number !== undefined) {
    await referredVersion(reference, ctx);
    const pointing = await ctx.table(aliases, reference).list({
      index: "byVersion",
      prefix: [reference.functionName, qualifier],
    });
    if (
      pointing.rows.some(({ name }) =>
        rows.some((row) => row.qualifier === name),
      )
    )
      throw fault(
        ResourceConflictException,
        "Version is pointed by a Provisioned Concurrency alias",
      );
    return;
  }
  const { functionVersion, routing } = await knownAlias(
    reference,
    qualifier,
    ctx,
  );
  if (functionVersion === "$LATEST") throw unpublished();
  const meant = [
    functionVersion,
    ...Object.keys(routing?.AdditionalVersionWeights ?? {}),
  ];
  if (rows.some((row) => meant.includes(row.qualifier)))
    throw fault(
      ResourceConflictException,
      "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version",
    );
}

const unpublished = () =>
  fault(
    InvalidParameterValueException,
    "Provisioned Concurrency Configs cannot be applied to unpublished function versions.",
  );
