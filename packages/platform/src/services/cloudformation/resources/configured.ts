import {
  BatchDescribeTypeConfigurationsCommand,
  type TypeConfigurationDetails,
} from "@aws-sdk/client-cloudformation";
import type { ResourceContext } from "../../../core/resource-type.ts";

/** A hook's configuration, or undefined where it has none. @param named its ARN, or its configuration's */
export async function configured(
  named:
    { readonly TypeArn: string } | { readonly TypeConfigurationArn: string },
  ctx: ResourceContext,
): Promise<TypeConfigurationDetails | undefined> {
  const { TypeConfigurations = [] } = await ctx.send(
    new BatchDescribeTypeConfigurationsCommand({
      TypeConfigurationIdentifiers: [{ Type: "HOOK", ...named }],
    }),
  );
  return TypeConfigurations[0];
}
