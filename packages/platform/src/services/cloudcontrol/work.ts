import type { Caller } from "../../core/caller.ts";
import type { Context } from "../../core/context.ts";
import { assumedRole } from "../../core/assumed-role.ts";
import { resourceContext } from "../../core/resource-work.ts";
import type {
  Properties,
  ResourceContext,
  ResourceType,
} from "../../core/resource-type.ts";
import { unsupported } from "./known-type.ts";

/** Whose rights a request uses: its role's, or its caller's. */
export interface Rights {
  readonly caller: Caller;
  readonly roleArn?: string | undefined;
}

/**
 * What a resource type is handed: its calls are seen to come through CloudFormation, as Cloud Control's do.
 * @param id names the work, for calls that are to be made once
 */
export async function workContext(
  id: string,
  { caller, roleArn }: Rights,
  ctx: Context,
): Promise<ResourceContext> {
  const { accountId, region } = ctx;
  const own = ctx.platform
    .workplace("cloudformation")
    .context({ accountId, region });
  const as =
    roleArn === undefined
      ? caller
      : (
          await assumedRole(
            roleArn,
            "AWSCloudControl",
            { as: "cloudformation.amazonaws.com" },
            own,
          )
        ).caller;
  return resourceContext(own, {
    id,
    stackName: "CloudControl",
    logicalId: "Resource",
    as,
  });
}

/**
 * A resource's properties as its service tells them; undefined where it is gone.
 * @throws Fault UnsupportedActionException where the service does not tell what the type is made of
 */
export async function currentProperties(
  type: ResourceType,
  identifier: string,
  work: ResourceContext,
): Promise<Properties | undefined> {
  const properties = await type.read(identifier, work);
  if (!properties) return undefined;
  const { required = [], writeOnlyProperties = [] } = await type.schema();
  const untold = required.some(
    (name) =>
      properties[name] === undefined &&
      !writeOnlyProperties.includes(`/properties/${name}`),
  );
  if (untold) throw unsupported(type.typeName, "READ");
  return properties;
}
