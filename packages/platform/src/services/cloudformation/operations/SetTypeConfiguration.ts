import { randomUUID } from "node:crypto";
import { SetTypeConfigurationCommand } from "@aws-sdk/client-cloudformation";
import { allow, operation } from "../../../core/operation.ts";
import { hookOf, ownProperties, refused } from "../registry/known-type.ts";
import { configurationArn, configurations } from "../registry/tables.ts";
import { readConfiguration } from "../registry/type-configuration.ts";

/** Says how a hook is to be used; from then on it is asked. */
export const SetTypeConfiguration = operation(SetTypeConfigurationCommand, {
  needs: () => [allow("cloudformation:SetTypeConfiguration", "*")],

  async handle(input, ctx) {
    const { Configuration, ConfigurationAlias = "default" } = input;
    if (ConfigurationAlias !== "default")
      throw refused("Only the default configuration alias can be used");
    const hook = await hookOf(
      {
        Arn: input.TypeArn,
        Type: input.Type ?? "HOOK",
        TypeName: input.TypeName,
      },
      ctx,
    );
    const { typeName } = hook;
    const reading = readConfiguration(
      Configuration,
      await ownProperties(hook, ctx),
    );
    if (!reading.ok) throw refused(reading.reason);
    await ctx.table(configurations).put({
      typeName,
      configuration: Configuration,
      versionId: randomUUID(),
      updatedAt: ctx.now(),
    });
    return { ConfigurationArn: configurationArn(ctx, typeName) };
  },
});
