import { DeregisterTypeCommand } from "@aws-sdk/client-cloudformation";
import { allow, operation } from "../../../core/operation.ts";
import {
  hookOf,
  namedType,
  noSuchType,
  refused,
  versionOf,
} from "../registry/known-type.ts";
import { configurations, hookTypes, hookVersions } from "../registry/tables.ts";

/** Takes a version out of use; with its only version a hook goes whole. */
export const DeregisterType = operation(DeregisterTypeCommand, {
  needs: () => [allow("cloudformation:DeregisterType", "*")],

  async handle(input, ctx) {
    const hook = await hookOf(input, ctx);
    const { typeName } = hook;
    if (hook.originalTypeName !== undefined)
      throw refused(`${typeName} is an activated type: deactivate it instead`);
    const { versionId } = namedType(input);
    const { rows } = await ctx.table(hookVersions).list({ prefix: [typeName] });
    const live = rows.filter(({ deprecated }) => !deprecated);
    const wanted = await versionOf(hook, versionId, ctx);
    if (wanted.deprecated) throw noSuchType(input);
    if (live.length > 1) {
      if (versionId === undefined || wanted.versionId === hook.defaultVersionId)
        throw refused(
          `The default version of ${typeName} cannot be deregistered while it has other active versions`,
        );
      await ctx.table(hookVersions).put({ ...wanted, deprecated: true });
      return {};
    }
    for (const { versionId: each } of rows)
      await ctx.table(hookVersions).delete(typeName, each);
    await ctx.table(configurations).delete(typeName);
    await ctx.table(hookTypes).delete(typeName);
    return {};
  },
});
