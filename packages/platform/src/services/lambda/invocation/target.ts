import type { NeedsContext } from "../../../core/context.ts";
import { chosenVersion } from "../alias-routing.ts";
import {
  functionNotFound,
  type FunctionReference,
} from "../function-reference.ts";
import { knownFunction, numberOf } from "../function-rows.ts";
import {
  aliases,
  LATEST,
  versions,
  type FunctionRow,
  type VersionRow,
} from "../tables.ts";

/** What a call runs. */
export interface Target {
  readonly reference: FunctionReference;
  readonly owner: FunctionRow;
  readonly version: VersionRow;
}

/**
 * Finds the version that a call goes to; an alias with weights chooses anew for each call.
 * @throws Fault ResourceNotFoundException
 */
export async function findTarget(
  reference: FunctionReference,
  ctx: Pick<NeedsContext, "table">,
): Promise<Target> {
  const owner = await knownFunction(reference, ctx);
  const number = await calledVersion(reference, ctx);
  const version =
    number === undefined
      ? undefined
      : await ctx
          .table(versions, reference)
          .get(reference.functionName, number);
  if (!version) throw functionNotFound(reference);
  return { reference, owner, version };
}

async function calledVersion(
  reference: FunctionReference,
  ctx: Pick<NeedsContext, "table">,
): Promise<number | undefined> {
  const { functionName, qualifier } = reference;
  if (qualifier === undefined) return LATEST;
  const number = numberOf(qualifier);
  if (number !== undefined) return number;
  const alias = await ctx
    .table(aliases, reference)
    .get(functionName, qualifier);
  return alias && numberOf(chosenVersion(alias, Math.random()));
}
