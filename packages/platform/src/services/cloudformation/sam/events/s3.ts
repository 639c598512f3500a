import { isDeepStrictEqual } from "node:util";
import type { ObjectValue, Value } from "@gatehouse/template";
import { tagList, type Generated } from "../generated.ts";
import { invalidEvent, invalidResource } from "../problem.ts";
import { mapAt, TEXT, TEXTS, type Kind } from "../properties.ts";
import { conditional, isList, isObject, ref, shown } from "../values.ts";
import { permission, type EventInput, type EventSource } from "./event.ts";

const FILTER: Kind = {
  fits: (value) => isObject(value) && Object.values(value).every(TEXT.fits),
};

/** What happens to the objects of a bucket, which must be of the same template. */
export const s3: EventSource = {
  properties: {
    Bucket: { ...TEXT, required: true },
    Events: {
      fits: (value) => TEXT.fits(value) || TEXTS.fits(value),
      required: true,
      literal: true,
    },
    Filter: FILTER,
  },
  make(input) {
    const allowed = permission(input, "s3.amazonaws.com", {
      SourceAccount: ref("AWS::AccountId"),
    });
    const { id, bucket } = bucketOf(input);
    const dependent = dependingOn(id, bucket, allowed);
    const { Type, Properties, ...attributes } = notifying(id, dependent, input);
    return {
      resources: [
        allowed,
        {
          id,
          type: shown(Type),
          attributes,
          properties: Properties as ObjectValue,
        },
      ],
      rights: input.rights,
    };
  },
};

function bucketOf({
  functionId,
  eventId,
  properties,
  translation,
}: EventInput): { readonly id: string; readonly bucket: ObjectValue } {
  const { Bucket } = properties;
  const id = isObject(Bucket) ? Bucket["Ref"] : undefined;
  const bucket =
    typeof id === "string" ? translation.resources.get(id) : undefined;
  if (typeof id !== "string" || !bucket)
    throw invalidEvent(
      functionId,
      eventId,
      "S3 events must reference an S3 bucket in the same template.",
    );
  if (bucket["Type"] !== "AWS::S3::Bucket")
    throw invalidResource(
      id,
      `Resource has incorrect Type; expected 'AWS::S3::Bucket', got '${shown(bucket["Type"])}'`,
    );
  return { id, bucket };
}

/**
 * S3 tries a notification when it is set: so the bucket comes after the permission. A permission under a condition
 * cannot be depended on; there a tag refers to it, which comes to the same.
 */
function dependingOn(
  id: string,
  bucket: ObjectValue,
  allowed: Generated,
): ObjectValue {
  const condition = allowed.attributes["Condition"];
  if (condition === undefined) {
    const { DependsOn = [] } = bucket;
    const before = isList(DependsOn) ? DependsOn : [DependsOn];
    if (!before.every((one) => typeof one === "string"))
      throw invalidResource(
        id,
        "Invalid type for field 'DependsOn'. Expected a string or list of strings.",
      );
    return { ...bucket, DependsOn: [...new Set([...before, allowed.id])] };
  }
  const properties = (bucket["Properties"] ?? {}) as ObjectValue;
  const tags = properties["Tags"] ?? [];
  if (!isList(tags))
    throw invalidResource(id, "Property 'Tags' should be a list.");
  const dependency = {
    [`sam:ConditionalDependsOn:${allowed.id}`]: conditional(
      condition,
      ref(allowed.id),
      "no dependency",
    ),
  };
  return {
    ...bucket,
    Properties: { ...properties, Tags: [...tags, ...tagList(dependency)] },
  };
}

function notifying(
  id: string,
  bucket: ObjectValue,
  { arn, resource, properties: event }: EventInput,
): ObjectValue {
  const properties = bucket["Properties"] ?? {};
  if (!isObject(properties))
    throw invalidResource(id, "Properties should be a map.");
  const configuration = mapAt(
    properties["NotificationConfiguration"] ?? {},
    id,
    "NotificationConfiguration",
  );
  const known = configuration["LambdaConfigurations"] ?? [];
  if (!isList(known))
    throw invalidResource(
      id,
      "Invalid type for LambdaConfigurations. Must be a list.",
    );
  const { Events = [], Filter } = event;
  const notifications: Value[] = [...known];
  for (const Event of isList(Events) ? Events : [Events]) {
    const plain: ObjectValue = {
      Function: arn,
      ...(Filter === undefined || Filter === null ? {} : { Filter }),
      Event,
    };
    const condition = resource["Condition"];
    const one = condition === undefined ? plain : conditional(condition, plain);
    if (!notifications.some((other) => isDeepStrictEqual(other, one)))
      notifications.push(one);
  }
  return {
    ...bucket,
    Properties: {
      ...properties,
      NotificationConfiguration: {
        ...configuration,
        LambdaConfigurations: notifications,
      },
    },
  };
}
