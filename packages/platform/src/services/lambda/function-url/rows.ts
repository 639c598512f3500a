import { ResourceNotFoundException } from "@aws-sdk/client-lambda";
import type { Context, NeedsContext } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import type { Need } from "../../../core/operation.ts";
import {
  functionReference,
  type FunctionReference,
} from "../function-reference.ts";
import { onFunction } from "../permissions.ts";
import { aliases, functions } from "../tables.ts";
import { functionUrls, urlIds, type FunctionUrlRow } from "./tables.ts";

/** The URL of what a reference names, where there is one. */
export function urlOf(
  { qualifier = "", ...reference }: FunctionReference,
  ctx: Pick<NeedsContext, "table">,
): Promise<FunctionUrlRow | undefined> {
  return ctx
    .table(functionUrls, reference)
    .get(reference.functionName, qualifier);
}

/** @throws Fault ResourceNotFoundException */
export async function knownUrl(
  reference: FunctionReference,
  ctx: Pick<NeedsContext, "table">,
): Promise<FunctionUrlRow> {
  const row = await urlOf(reference, ctx);
  if (!row)
    throw fault(
      ResourceNotFoundException,
      "The resource you requested does not exist.",
    );
  return row;
}

/** A permission on a function's URL: how it authenticates counts among its condition keys. */
export async function onFunctionUrl(
  action: string,
  {
    FunctionName,
    Qualifier,
    AuthType,
  }: {
    FunctionName: string;
    Qualifier?: string | undefined;
    AuthType?: string | undefined;
  },
  ctx: NeedsContext,
): Promise<Need> {
  const reference = functionReference(FunctionName, Qualifier, ctx);
  return onFunction(action, reference, ctx, {
    "lambda:FunctionArn": reference.functionArn,
    "lambda:FunctionUrlAuthType":
      AuthType ?? (await urlOf(reference, ctx))?.authType,
  });
}

/** @throws Fault ResourceNotFoundException where the function or the alias is missing */
export async function checkUrlTarget(
  reference: FunctionReference,
  ctx: Pick<NeedsContext, "table">,
): Promise<void> {
  const { functionName, qualifier } = reference;
  const found =
    qualifier === undefined
      ? await ctx.table(functions, reference).get(functionName)
      : await ctx.table(aliases, reference).get(functionName, qualifier);
  if (!found) throw fault(ResourceNotFoundException, "Function does not exist");
}

/** Takes a URL away: its id is never given again. */
export async function deleteUrl(
  row: FunctionUrlRow,
  at: FunctionReference,
  ctx: Context,
): Promise<void> {
  await ctx.table(functionUrls, at).delete(row.functionName, row.qualifier);
  await ctx.table(urlIds).delete(row.urlId);
}

/** Takes away the URL of an alias, or those of a function and all its aliases. */
export async function deleteUrls(
  at: FunctionReference,
  alias: string | undefined,
  ctx: Context,
): Promise<void> {
  const rows = ctx.table(functionUrls, at);
  const { functionName } = at;
  const gone =
    alias === undefined
      ? (await rows.list({ prefix: [functionName] })).rows
      : [await rows.get(functionName, alias)];
  for (const row of gone) if (row) await deleteUrl(row, at, ctx);
}
