import { DeleteAliasCommand } from "@aws-sdk/client-lambda";
import { operation } from "../../../core/operation.ts";
import { wholeFunction } from "../function-reference.ts";
import { deleteUrls } from "../function-url/rows.ts";
import { deleteEventInvokeConfigs } from "../invocation/event-invoke-config.ts";
import { deleteProvisions } from "../invocation/provisioned/rows.ts";
import { setAsideChanged } from "../invocation/set-aside.ts";
import { onFunction } from "../permissions.ts";
import { aliases, policies } from "../tables.ts";

/** Deleting an alias that is not there succeeds, as with AWS; what is set for it goes with it. */
export const DeleteAlias = operation(DeleteAliasCommand, {
  audit: { eventName: "DeleteAlias20150331" },

  needs: async ({ FunctionName }, ctx) => [
    await onFunction(
      "lambda:DeleteAlias",
      wholeFunction(FunctionName, "DeleteAlias", ctx),
      ctx,
    ),
  ],

  async handle({ FunctionName, Name }, ctx) {
    const reference = wholeFunction(FunctionName, "DeleteAlias", ctx);
    const { functionName } = reference;
    await ctx.table(aliases, reference).delete(functionName, Name);
    await ctx.table(policies, reference).delete(functionName, Name);
    await deleteUrls(reference, Name, ctx);
    await deleteEventInvokeConfigs(reference, Name, ctx);
    await deleteProvisions(reference, Name, ctx);
    setAsideChanged(reference, ctx);
    return {};
  },
});
