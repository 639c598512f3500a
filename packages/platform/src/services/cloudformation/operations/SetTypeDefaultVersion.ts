import { SetTypeDefaultVersionCommand } from "@aws-sdk/client-cloudformation";
import { allow, operation } from "../../../core/operation.ts";
import {
  hookOf,
  namedType,
  noSuchType,
  refused,
  versionOf,
} from "../registry/known-type.ts";
import { hookTypes } from "../registry/tables.ts";

export const SetTypeDefaultVersion = operation(SetTypeDefaultVersionCommand, {
  needs: () => [allow("cloudformation:SetTypeDefaultVersion", "*")],

  async handle(input, ctx) {
    const hook = await hookOf(input, ctx);
    const { versionId } = namedType(input);
    if (versionId === undefined) throw refused("A version is required");
    if (hook.originalTypeName !== undefined)
      throw refused(`${hook.typeName} is an activated type`);
    const version = await versionOf(hook, versionId, ctx);
    if (version.deprecated) throw noSuchType(input);
    await ctx.table(hookTypes).put({
      ...hook,
      defaultVersionId: version.versionId,
      updatedAt: ctx.now(),
    });
    return {};
  },
});
