import { UpdateAliasCommand } from "@aws-sdk/client-lambda";
import { operation } from "../../../core/operation.ts";
import { aliasOf, checkedRouting } from "../alias-routing.ts";
import { knownAlias } from "../alias-rows.ts";
import { wholeFunction } from "../function-reference.ts";
import { aliasChanged } from "../invocation/provisioned/rows.ts";
import { onFunction } from "../permissions.ts";
import { checkRevision, newRevision } from "../revision.ts";
import { aliases, type AliasRow } from "../tables.ts";

export const UpdateAlias = operation(UpdateAliasCommand, {
  audit: { eventName: "UpdateAlias20150331" },

  needs: async ({ FunctionName }, ctx) => [
    await onFunction(
      "lambda:UpdateAlias",
      wholeFunction(FunctionName, "UpdateAlias", ctx),
      ctx,
    ),
  ],

  async handle(input, ctx) {
    const reference = wholeFunction(input.FunctionName, "UpdateAlias", ctx);
    const current = await knownAlias(reference, input.Name, ctx);
    checkRevision(input.RevisionId, current.revisionId);
    const functionVersion = input.FunctionVersion ?? current.functionVersion;
    const routing = await checkedRouting(
      reference,
      functionVersion,
      input.RoutingConfig ?? current.routing,
      ctx,
    );
    const { routing: _, ...rest } = current;
    const alias: AliasRow = {
      ...rest,
      functionVersion,
      description: input.Description ?? current.description,
      ...(routing ? { routing } : {}),
      revisionId: newRevision(),
    };
    await ctx.table(aliases, reference).put(alias);
    await aliasChanged(reference, input.Name, ctx);
    return aliasOf(alias, reference);
  },
});
