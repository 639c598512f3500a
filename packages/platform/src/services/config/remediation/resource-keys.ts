import type { RemediationExceptionResourceKey } from "@aws-sdk/client-config-service";
import { invalid } from "../faults.ts";
import type { Judged } from "./exceptions.ts";

/** The resources that a request names for a rule. @throws Fault InvalidParameterValueException */
export function judgedBy(
  rule: string,
  keys: readonly RemediationExceptionResourceKey[],
): readonly Judged[] {
  return keys.map(({ ResourceType, ResourceId }) => {
    if (ResourceType === undefined || ResourceId === undefined)
      throw invalid(
        "Each of the ResourceKeys needs a ResourceType and a ResourceId.",
      );
    return { rule, resourceType: ResourceType, resourceId: ResourceId };
  });
}
