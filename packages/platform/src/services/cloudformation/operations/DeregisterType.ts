import { DeregisterTypeCommand } from "@aws-sdk/client-cloudformation";
import type { Context } from "../../../core/context.ts";
import { allow, operation } from "../../../core/operation.ts";
import {
  hookOf,
  namedType,
  noSuchType,
  refused,
  versionOf,
} from "../registry/known-type.ts";
import {
  configurations,
  deregisteredTypes,
  hookTypes,
  hookVersions,
  type HookTypeRow,
} from "../registry/tables.ts";

/** Takes a version out of use; with its only version a hook goes whole, and is listed among those that are deprecated. */
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
    const isLast = live.length === 1;
    const isDefault =
      versionId === undefined || wanted.versionId === hook.defaultVersionId;
    if (!isLast && isDefault)
      throw refused(
        `The default version of ${typeName} cannot be deregistered while it has other active versions`,
      );
    await ctx.table(hookVersions).put({ ...wanted, deprecated: true });
    if (isLast) await deregisterWhole(hook, ctx);
    return {};
  },
});

async function deregisterWhole(hook: HookTypeRow, ctx: Context): Promise<void> {
  await ctx.table(configurations).delete(hook.typeName);
  await ctx.table(hookTypes).delete(hook.typeName);
  await ctx.table(deregisteredTypes).put({ ...hook, updatedAt: ctx.now() });
}
