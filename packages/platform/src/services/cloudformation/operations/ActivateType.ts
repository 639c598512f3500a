import { ActivateTypeCommand } from "@aws-sdk/client-cloudformation";
import { allow, operation } from "../../../core/operation.ts";
import { passToHook } from "../registry/hook-role.ts";
import { namedType, noSuchType, refused } from "../registry/known-type.ts";
import { PUBLIC_HOOKS, PUBLISHER } from "../registry/public-types.ts";
import {
  dashed,
  hookArn,
  hookTypes,
  type HookLogging,
} from "../registry/tables.ts";

/** Makes a public hook usable in an account, under a name of its own. */
export const ActivateType = operation(ActivateTypeCommand, {
  needs: ({ ExecutionRoleArn, LoggingConfig }) => [
    allow("cloudformation:ActivateType", "*"),
    ...passToHook(ExecutionRoleArn),
    ...passToHook(LoggingConfig?.LogRoleArn),
  ],

  async handle(input, ctx) {
    const { PublicTypeArn, Type, TypeName, PublisherId = PUBLISHER } = input;
    const { dashedName } = namedType({ Arn: PublicTypeArn, Type, TypeName });
    const known = PUBLIC_HOOKS.find(
      (hook) => dashed(hook.typeName) === dashedName,
    );
    if (!known || PublisherId !== PUBLISHER)
      throw noSuchType({ Arn: PublicTypeArn, TypeName });
    const typeName = input.TypeNameAlias ?? known.defaultName;
    if (/^aws::/i.test(typeName))
      throw refused(`The namespace of ${typeName} is reserved`);
    if (input.ExecutionRoleArn === undefined)
      throw refused(
        `An execution role is required to activate ${known.typeName}`,
      );
    const before = await ctx.table(hookTypes).get(typeName);
    if (before && before.originalTypeName !== known.typeName)
      throw refused(`A type with the name ${typeName} exists already`);
    await ctx.table(hookTypes).put({
      typeName,
      originalTypeName: known.typeName,
      defaultVersionId: "00000001",
      versions: 1,
      createdAt: before?.createdAt ?? ctx.now(),
      updatedAt: ctx.now(),
      autoUpdate: input.AutoUpdate ?? true,
      executionRoleArn: input.ExecutionRoleArn,
      ...(input.LoggingConfig
        ? { logging: input.LoggingConfig as HookLogging }
        : {}),
    });
    return { Arn: hookArn(ctx, typeName) };
  },
});
