import type { ResourceDetails } from "@aws-sdk/client-config-service";
import type { Context } from "../../../core/context.ts";
import { checkedProperties } from "../../../core/resource-properties.ts";
import type { Properties } from "../../../core/resource-type.ts";
import { invalid } from "../faults.ts";
import type { Subject } from "../views/subject.ts";
import { namingOf } from "../views/views.ts";

/** The resource that is to be evaluated, as its schema has it. @throws Fault InvalidParameterValueException */
export async function wantedResource(
  details: ResourceDetails,
  ctx: Context,
): Promise<Subject> {
  const { ResourceType = "", ResourceId = "" } = details;
  const type = await ctx.platform.resourceTypes.find(ResourceType);
  if (!type)
    throw invalid(
      `The resource type ${ResourceType} is not supported for proactive evaluation.`,
    );
  const given = objectIn(details.ResourceConfiguration ?? "");
  const checked = checkedProperties(await type.schema(), given);
  if (!checked.ok)
    throw invalid(
      `The ResourceConfiguration does not fit the schema of ${ResourceType}: ${checked.problems.join(", ")}`,
    );
  const { accountId, region } = ctx;
  const naming = namingOf(ResourceType, ResourceId, checked.properties, ctx);
  return {
    accountId,
    region,
    resourceType: ResourceType,
    ...naming,
    // A resource that is not there yet is called what the request calls it.
    resourceId: ResourceId,
    properties: checked.properties,
  };
}

function objectIn(text: string): Properties {
  try {
    const parsed = JSON.parse(text) as unknown;
    if (typeof parsed === "object" && parsed && !Array.isArray(parsed))
      return parsed as Properties;
  } catch {
    // Told below, as everything that is no object.
  }
  throw invalid("The ResourceConfiguration is not a JSON object.");
}
