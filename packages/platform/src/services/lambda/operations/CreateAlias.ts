import {
  CreateAliasCommand,
  ResourceConflictException,
} from "@aws-sdk/client-lambda";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { aliasOf, checkedRouting } from "../alias-routing.ts";
import { referenceTo, wholeFunction } from "../function-reference.ts";
import { knownFunction } from "../function-rows.ts";
import { onFunction } from "../permissions.ts";
import { newRevision } from "../revision.ts";
import { aliases, type AliasRow } from "../tables.ts";

export const CreateAlias = operation(CreateAliasCommand, {
  audit: { eventName: "CreateAlias20150331" },

  needs: async ({ FunctionName }, ctx) => [
    await onFunction(
      "lambda:CreateAlias",
      wholeFunction(FunctionName, "CreateAlias", ctx),
      ctx,
    ),
  ],

  async handle(input, ctx) {
    const reference = wholeFunction(input.FunctionName, "CreateAlias", ctx);
    const { functionName } = await knownFunction(reference, ctx);
    const { Name, FunctionVersion } = input;
    const rows = ctx.table(aliases, reference);
    if (await rows.get(functionName, Name))
      throw fault(
        ResourceConflictException,
        `Alias already exists: ${referenceTo(reference, functionName, Name).arn}`,
      );
    const routing = await checkedRouting(
      reference,
      FunctionVersion,
      input.RoutingConfig,
      ctx,
    );
    const alias: AliasRow = {
      functionName,
      name: Name,
      functionVersion: FunctionVersion,
      description: input.Description ?? "",
      ...(routing ? { routing } : {}),
      revisionId: newRevision(),
    };
    await rows.put(alias);
    return aliasOf(alias, reference);
  },
});
