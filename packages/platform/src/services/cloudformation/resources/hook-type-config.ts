import { SetTypeConfigurationCommand } from "@aws-sdk/client-cloudformation";
import {
  resourceType,
  type Properties,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { configured } from "./configured.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::CloudFormation::HookTypeConfig";

/** How a hook is used. With the resource the configuration goes back to one that asks the hook about nothing. */
export const hookTypeConfig = resourceType({
  typeName,
  schema: schemaOf(typeName),
  create: set,

  async read(TypeConfigurationArn, ctx) {
    const found = await configured({ TypeConfigurationArn }, ctx);
    return (
      found && {
        ConfigurationArn: found.Arn,
        ConfigurationAlias: found.Alias,
        Configuration: found.Configuration,
        TypeArn: found.TypeArn,
        TypeName: found.TypeName,
      }
    );
  },

  async update(_identifier, { after }, ctx) {
    await set(after, ctx);
  },

  async delete(TypeConfigurationArn, ctx) {
    const found = await configured({ TypeConfigurationArn }, ctx);
    if (!found) return;
    const value = JSON.parse(found.Configuration ?? "{}") as {
      CloudFormationConfiguration: { HookConfiguration: object };
    };
    const { HookConfiguration } = value.CloudFormationConfiguration;
    const Configuration = JSON.stringify({
      CloudFormationConfiguration: {
        HookConfiguration: {
          ...HookConfiguration,
          HookInvocationStatus: "DISABLED",
        },
      },
    });
    await set({ TypeArn: found.TypeArn, Configuration }, ctx);
  },
});

async function set(
  { Configuration, TypeArn, TypeName }: Properties,
  ctx: ResourceContext,
): Promise<string> {
  const { ConfigurationArn = "" } = await ctx.send(
    new SetTypeConfigurationCommand({
      Type: "HOOK",
      TypeArn: TypeArn as string | undefined,
      TypeName: TypeName as string | undefined,
      Configuration: Configuration as string,
    }),
  );
  return ConfigurationArn;
}
