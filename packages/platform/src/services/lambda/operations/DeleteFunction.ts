import {
  DeleteFunctionCommand,
  InvalidParameterValueException,
  ResourceConflictException,
} from "@aws-sdk/client-lambda";
import type { Context } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import {
  functionNotFound,
  functionReference,
  type FunctionReference,
} from "../function-reference.ts";
import { knownFunction, numberOf } from "../function-rows.ts";
import { deleted } from "../deletion.ts";
import { deleteUrls } from "../function-url/rows.ts";
import { deleteEventInvokeConfigs } from "../invocation/event-invoke-config.ts";
import { deleteProvisions } from "../invocation/provisioned/rows.ts";
import { setAsideChanged } from "../invocation/set-aside.ts";
import { detach } from "../network/interfaces.ts";
import { onFunction } from "../permissions.ts";
import { aliases, functions, policies, versions } from "../tables.ts";

export const DeleteFunction = operation(DeleteFunctionCommand, {
  audit: { eventName: "DeleteFunction20150331" },

  needs: async ({ FunctionName, Qualifier }, ctx) => [
    await onFunction(
      "lambda:DeleteFunction",
      functionReference(FunctionName, Qualifier, ctx),
      ctx,
    ),
  ],

  async handle({ FunctionName, Qualifier }, ctx) {
    const reference = functionReference(FunctionName, Qualifier, ctx);
    await knownFunction(reference, ctx);
    if (reference.qualifier === undefined) await deleteWhole(reference, ctx);
    else await deleteVersion(reference, reference.qualifier, ctx);
    ctx.emit(deleted, { arn: reference.arn });
    return { StatusCode: 204 };
  },
});

/** The function with its versions, aliases and policies. */
async function deleteWhole(
  reference: FunctionReference,
  ctx: Context,
): Promise<void> {
  const { functionName } = reference;
  const prefix = { prefix: [functionName] };
  const numbered = ctx.table(versions, reference);
  const named = ctx.table(aliases, reference);
  const attached = ctx.table(policies, reference);
  for (const { version } of (await numbered.list(prefix)).rows) {
    await numbered.delete(functionName, version);
    await detach(version, reference, ctx);
  }
  for (const { name } of (await named.list(prefix)).rows)
    await named.delete(functionName, name);
  for (const { qualifier } of (await attached.list(prefix)).rows)
    await attached.delete(functionName, qualifier);
  await deleteUrls(reference, undefined, ctx);
  await deleteEventInvokeConfigs(reference, undefined, ctx);
  await deleteProvisions(reference, undefined, ctx);
  setAsideChanged(reference, ctx);
  await ctx.table(functions, reference).delete(functionName);
}

async function deleteVersion(
  reference: FunctionReference,
  qualifier: string,
  ctx: Context,
): Promise<void> {
  const { functionName } = reference;
  if (qualifier === "$LATEST")
    throw fault(
      InvalidParameterValueException,
      "$LATEST version cannot be deleted without deleting the function.",
    );
  const number = numberOf(qualifier);
  if (number === undefined)
    throw fault(
      InvalidParameterValueException,
      "Deletion of aliases is not currently supported.",
    );
  const numbered = ctx.table(versions, reference);
  if (!(await numbered.get(functionName, number)))
    throw functionNotFound(reference);
  const { rows } = await ctx
    .table(aliases, reference)
    .list({ index: "byVersion", prefix: [functionName, qualifier] });
  if (rows.length > 0)
    throw fault(
      ResourceConflictException,
      `Unable to delete version because the following aliases reference it: [${rows.map(({ name }) => name).join(", ")}]`,
    );
  await numbered.delete(functionName, number);
  await detach(number, reference, ctx);
  await ctx.table(policies, reference).delete(functionName, qualifier);
  await deleteEventInvokeConfigs(reference, qualifier, ctx);
  await deleteProvisions(reference, qualifier, ctx);
  setAsideChanged(reference, ctx);
}
