import type { NeedsContext } from "../../core/context.ts";
import {
  functionNotFound,
  referenceTo,
  type FunctionReference,
} from "./function-reference.ts";
import {
  aliases,
  functions,
  LATEST,
  versions,
  type FunctionRow,
  type VersionRow,
} from "./tables.ts";

type Reading = Pick<NeedsContext, "table">;

/** @throws Fault ResourceNotFoundException */
export async function knownFunction(
  reference: FunctionReference,
  ctx: Reading,
): Promise<FunctionRow> {
  const row = await ctx.table(functions, reference).get(reference.functionName);
  if (!row) throw functionNotFound({ arn: reference.functionArn });
  return row;
}

/** @throws Fault ResourceNotFoundException */
export async function latestVersion(
  reference: FunctionReference,
  ctx: Reading,
): Promise<VersionRow> {
  const row = await ctx
    .table(versions, reference)
    .get(reference.functionName, LATEST);
  if (!row) throw functionNotFound({ arn: reference.functionArn });
  return row;
}

/**
 * The version that a reference means: `$LATEST` without a qualifier, an alias's main version.
 * @throws Fault ResourceNotFoundException
 */
export async function referredVersion(
  reference: FunctionReference,
  ctx: Reading,
): Promise<VersionRow> {
  const number = await versionNumber(reference, ctx);
  const row =
    number === undefined
      ? undefined
      : await ctx
          .table(versions, reference)
          .get(reference.functionName, number);
  if (!row) throw functionNotFound(reference);
  return row;
}

/** @throws Fault ResourceNotFoundException where a version that an alias is to name is missing */
export async function checkVersionExists(
  reference: FunctionReference,
  version: string,
  ctx: Reading,
): Promise<void> {
  const { functionName } = reference;
  await referredVersion(referenceTo(reference, functionName, version), ctx);
}

/** The number of a version's name; undefined for anything else. */
export function numberOf(version: string): number | undefined {
  if (version === "$LATEST") return LATEST;
  const number = /^\d{1,15}$/.test(version) ? Number(version) : undefined;
  return number === 0 ? undefined : number;
}

async function versionNumber(
  reference: FunctionReference,
  ctx: Reading,
): Promise<number | undefined> {
  const { functionName, qualifier } = reference;
  if (qualifier === undefined) return LATEST;
  const number = numberOf(qualifier);
  if (number !== undefined) return number;
  const alias = await ctx
    .table(aliases, reference)
    .get(functionName, qualifier);
  return alias && numberOf(alias.functionVersion);
}
