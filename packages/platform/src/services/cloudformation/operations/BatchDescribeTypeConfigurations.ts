import {
  BatchDescribeTypeConfigurationsCommand,
  type BatchDescribeTypeConfigurationsError,
  type TypeConfigurationDetails,
  type TypeConfigurationIdentifier,
} from "@aws-sdk/client-cloudformation";
import type { Context } from "../../../core/context.ts";
import { allow, operation } from "../../../core/operation.ts";
import { findHook } from "../registry/known-type.ts";
import {
  configurationArn,
  configurations,
  hookArn,
} from "../registry/tables.ts";

export const BatchDescribeTypeConfigurations = operation(
  BatchDescribeTypeConfigurationsCommand,
  {
    needs: () => [allow("cloudformation:BatchDescribeTypeConfigurations", "*")],

    async handle({ TypeConfigurationIdentifiers }, ctx) {
      const TypeConfigurations: TypeConfigurationDetails[] = [];
      const Errors: BatchDescribeTypeConfigurationsError[] = [];
      for (const identifier of TypeConfigurationIdentifiers) {
        const details = await detailsOf(identifier, ctx);
        if (details) TypeConfigurations.push(details);
        else
          Errors.push({
            ErrorCode: "TypeConfigurationNotFound",
            ErrorMessage: "The specified type configuration cannot be found",
            TypeConfigurationIdentifier: identifier,
          });
      }
      return { Errors, UnprocessedTypeConfigurations: [], TypeConfigurations };
    },
  },
);

async function detailsOf(
  {
    TypeArn,
    TypeName,
    TypeConfigurationArn,
    TypeConfigurationAlias = "default",
  }: TypeConfigurationIdentifier,
  ctx: Context,
): Promise<TypeConfigurationDetails | undefined> {
  const named =
    TypeName ?? (TypeArn ?? TypeConfigurationArn ?? "").split("/")[2];
  const hook = named === undefined ? undefined : await findHook(named, ctx);
  if (!hook || TypeConfigurationAlias !== "default") return undefined;
  const { typeName } = hook;
  const row = await ctx.table(configurations).get(typeName);
  return (
    row && {
      Arn: configurationArn(ctx, typeName),
      Alias: "default",
      Configuration: row.configuration,
      LastUpdated: new Date(row.updatedAt),
      TypeArn: hookArn(ctx, typeName),
      TypeName: typeName,
      IsDefaultConfiguration: true,
    }
  );
}
