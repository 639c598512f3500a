import type { Properties } from "../../../core/resource-type.ts";
import { NAMED, SHAPES, shaped, type Shape } from "./shapes.ts";
import { tagsOf, type Subject } from "./subject.ts";

/** The two ways in which a rule may address a resource. */
export type View = "configuration item" | "CloudFormation schema";

/** What rules see of a resource, as a configuration item shows it: with the service's defaults filled in. */
export function configurationItemView(subject: Subject): Properties {
  const { configuration, supplementary } = configurationOf(subject);
  return {
    ...headOf(subject),
    configuration,
    supplementaryConfiguration: supplementary,
    tags: tagsOf(subject.properties),
  };
}

/** The same with the properties as CloudFormation's schema names them, and as they would stand in a template. */
export function schemaView(subject: Subject): Properties {
  const { properties, resourceId, resourceType } = subject;
  return {
    ...headOf(subject),
    configuration: properties,
    supplementaryConfiguration: {},
    tags: tagsOf(properties),
    Resources: { [resourceId]: { Type: resourceType, Properties: properties } },
  };
}

/** A resource's configuration in Config's words. */
export function configurationOf({
  resourceType,
  properties,
  accountId,
  region,
}: Subject): { configuration: Properties; supplementary: Properties } {
  const place = { accountId, region };
  const shape = SHAPES[resourceType];
  const { defaults } = shape ?? NAMED[resourceType] ?? {};
  const full = filled(defaults?.(properties, place) ?? {}, properties);
  return shape
    ? shaped(shape, full)
    : { configuration: full, supplementary: {} };
}

/** How Config names a resource of a type, from what CloudFormation knows of it. */
export function namingOf(
  resourceType: string,
  identifier: string,
  properties: Properties,
  place: { accountId: string; region: string },
): Pick<Subject, "resourceId" | "resourceName" | "arn"> {
  const { id, name, arn }: Shape =
    SHAPES[resourceType] ?? NAMED[resourceType] ?? {};
  const resourceName =
    name === undefined ? undefined : textOf(properties[name]);
  const known =
    textOf(properties["Arn"]) ??
    (identifier.startsWith("arn:") ? identifier : undefined) ??
    arn?.(properties, place);
  return {
    resourceId:
      (id === undefined ? undefined : textOf(properties[id])) ?? identifier,
    ...(resourceName === undefined ? {} : { resourceName }),
    ...(known === undefined ? {} : { arn: known }),
  };
}

function headOf({ accountId, region, ...subject }: Subject): Properties {
  return {
    version: "1.3",
    accountId,
    awsRegion: region,
    resourceType: subject.resourceType,
    resourceId: subject.resourceId,
    ...(subject.resourceName === undefined
      ? {}
      : { resourceName: subject.resourceName }),
    ...(subject.arn === undefined ? {} : { ARN: subject.arn }),
  };
}

/** Objects are filled up member by member, everything else is taken as it is given. */
function filled(defaults: Properties, given: Properties): Properties {
  const merged: Record<string, unknown> = { ...defaults };
  for (const [name, value] of Object.entries(given)) {
    const standard = defaults[name];
    merged[name] =
      isObject(standard) && isObject(value) ? filled(standard, value) : value;
  }
  return merged;
}

function isObject(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
