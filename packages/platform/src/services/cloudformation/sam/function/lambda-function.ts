import type { ObjectValue } from "@gatehouse/template";
import { codeLocation } from "../code-location.ts";
import {
  generated,
  ownAttributes,
  tagList,
  type Generated,
} from "../generated.ts";
import { invalidResource, listed } from "../problem.ts";
import { present, says, shown } from "../values.ts";
import { PASSED_THROUGH } from "./function-properties.ts";

const DEAD_LETTERS = ["SQS", "SNS"];

/** The AWS::Lambda::Function of a serverless function; its role is still open where none is given. @throws SamProblem */
export function lambdaFunction(
  id: string,
  resource: ObjectValue,
  properties: ObjectValue,
  tracing: boolean,
): Generated {
  checkDeadLetters(id, properties);
  const passed = Object.fromEntries(
    PASSED_THROUGH.map((name) => [name, properties[name]]),
  );
  const letters = properties["DeadLetterQueue"] as ObjectValue | undefined;
  const made = {
    ...passed,
    FunctionName: says(properties["FunctionName"])
      ? properties["FunctionName"]
      : undefined,
    Code: codeOf(id, properties),
    Tags: functionTags(id, properties),
    TracingConfig: tracing
      ? { Mode: properties["Tracing"] ?? null }
      : undefined,
    DeadLetterConfig: letters && { TargetArn: letters["TargetArn"] ?? null },
  };
  checkPackage(id, properties);
  return generated(id, "AWS::Lambda::Function", made, {
    DependsOn: resource["DependsOn"],
    ...ownAttributes(resource),
  });
}

const RESERVED = [
  "lambda:createdBy",
  "serverlessrepo:applicationId",
  "serverlessrepo:semanticVersion",
];

/** The tags of a function and its role. @throws SamProblem for those that SAM sets itself */
export function functionTags(
  id: string,
  { Tags }: ObjectValue,
): readonly ObjectValue[] {
  const tags = (Tags ?? {}) as ObjectValue;
  const reserved = RESERVED.find((one) => Object.hasOwn(tags, one));
  if (reserved !== undefined)
    throw invalidResource(
      id,
      `${reserved} is a reserved Tag key name and cannot be set on your resource. Please change the tag key in the input.`,
    );
  return [...tagList({ "lambda:createdBy": "SAM" }), ...tagList(tags)];
}

function checkDeadLetters(id: string, { DeadLetterQueue }: ObjectValue): void {
  if (!says(DeadLetterQueue)) return;
  const { Type, TargetArn } = DeadLetterQueue as ObjectValue;
  if (!says(Type) || !says(TargetArn))
    throw invalidResource(
      id,
      "'DeadLetterQueue' requires Type and TargetArn properties to be specified.",
    );
  if (typeof Type !== "string")
    throw invalidResource(
      id,
      "Property 'DeadLetterQueue.Type' should be a string.",
    );
  if (!DEAD_LETTERS.includes(Type))
    throw invalidResource(
      id,
      `'DeadLetterQueue' requires Type of ${listed(DEAD_LETTERS)}`,
    );
}

function codeOf(id: string, properties: ObjectValue): ObjectValue {
  const { InlineCode, CodeUri, ImageUri, SourceKMSKeyArn } = properties;
  const packageType = properties["PackageType"] || "Zip";
  if (packageType === "Image") {
    if (ImageUri === undefined || ImageUri === null)
      throw invalidResource(id, "'ImageUri' must be set.");
    if (!says(ImageUri))
      throw invalidResource(
        id,
        "'ImageUri' requires that a image hosted at a registry be specified.",
      );
    return { ImageUri };
  }
  if (packageType !== "Zip")
    throw invalidResource(id, `invalid 'PackageType' : ${shown(packageType)}`);
  const inline = InlineCode ?? null;
  const location = CodeUri ?? null;
  if (inline === null && location === null)
    throw invalidResource(
      id,
      "Only one of 'InlineCode' or 'CodeUri' can be set.",
    );
  return present({
    ...(inline === null
      ? codeLocation(location, id, "CodeUri")
      : { ZipFile: inline }),
    SourceKMSKeyArn: says(SourceKMSKeyArn) ? SourceKMSKeyArn : undefined,
  });
}

function checkPackage(id: string, properties: ObjectValue): void {
  const { Runtime, Handler, Layers, ImageConfig } = properties;
  if (properties["PackageType"] === "Image") {
    if ([Runtime, Handler, Layers].some(says))
      throw invalidResource(
        id,
        "Runtime, Handler, Layers cannot be present when PackageType is of type `Image`",
      );
    return;
  }
  if (![Runtime, Handler].every(says))
    throw invalidResource(
      id,
      "Runtime and Handler needs to be present when PackageType is of type `Zip`",
    );
  if (says(ImageConfig))
    throw invalidResource(
      id,
      "ImageUri or ImageConfig cannot be present when PackageType is of type `Zip`",
    );
}
