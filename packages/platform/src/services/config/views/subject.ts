import type { Properties } from "../../../core/resource-type.ts";

/** A resource as rules see it: recorded, or as it would be. */
export interface Subject {
  readonly accountId: string;
  readonly region: string;
  readonly resourceType: string;
  /** As Config names it, which is not always the identifier that CloudFormation uses. */
  readonly resourceId: string;
  readonly resourceName?: string;
  readonly arn?: string;
  /** As the CloudFormation schema names them. */
  readonly properties: Properties;
}

/** Tags of a resource, whichever of CloudFormation's two forms they have. */
export function tagsOf(properties: Properties): Record<string, string> {
  const { Tags } = properties;
  if (Array.isArray(Tags))
    return Object.fromEntries(
      (Tags as { Key: string; Value?: string }[]).map(({ Key, Value = "" }) => [
        Key,
        Value,
      ]),
    );
  return typeof Tags === "object" && Tags !== null
    ? (Tags as Record<string, string>)
    : {};
}
