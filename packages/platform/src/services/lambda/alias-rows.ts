import { ResourceNotFoundException } from "@aws-sdk/client-lambda";
import type { NeedsContext } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import { referenceTo, type FunctionReference } from "./function-reference.ts";
import { aliases, type AliasRow } from "./tables.ts";

/** @throws Fault ResourceNotFoundException */
export async function knownAlias(
  reference: FunctionReference,
  name: string,
  ctx: Pick<NeedsContext, "table">,
): Promise<AliasRow> {
  const { functionName } = reference;
  const row = await ctx.table(aliases, reference).get(functionName, name);
  if (!row)
    throw fault(
      ResourceNotFoundException,
      `Cannot find alias arn: ${referenceTo(reference, functionName, name).arn}`,
    );
  return row;
}
