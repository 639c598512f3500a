import type { ObjectValue, Value } from "@gatehouse/template";
import { codeLocation } from "./code-location.ts";
import { generated, passedOn } from "./generated.ts";
import { withParameters } from "./given-parameters.ts";
import { suffixOf } from "./logical-id.ts";
import { invalidResource, listed } from "./problem.ts";
import {
  BOOLEAN,
  checkProperties,
  TEXT,
  TEXT_OR_MAP,
  TEXTS_OR_MAPS,
  type Kinds,
} from "./properties.ts";
import type { Translated, Translation } from "./translation.ts";
import { called, isList, isObject, present, says } from "./values.ts";

const TYPE = "AWS::Serverless::LayerVersion";

const PROPERTIES: Kinds = {
  LayerName: TEXT_OR_MAP,
  Description: TEXT,
  PublishLambdaVersion: BOOLEAN,
  ContentUri: { ...TEXT_OR_MAP, required: true },
  CompatibleArchitectures: TEXTS_OR_MAPS,
  CompatibleRuntimes: TEXTS_OR_MAPS,
  LicenseInfo: TEXT,
  RetentionPolicy: TEXT,
};

const TEXTS = ["LayerName", "LicenseInfo", "Description", "RetentionPolicy"];

/**
 * A version of a layer under a logical id that changes with what it is: each change publishes a version, and the
 * earlier one stays unless the template says otherwise. @throws SamProblem
 */
export function serverlessLayer(
  id: string,
  resource: ObjectValue,
  { parameters }: Translation,
): Translated {
  const given = (resource["Properties"] ?? {}) as ObjectValue;
  checkProperties(id, TYPE, given, PROPERTIES);
  const properties: ObjectValue = {
    ...given,
    ...Object.fromEntries(
      TEXTS.filter((name) => says(given[name])).map((name) => [
        name,
        resolved(id, name, given[name] ?? null, parameters),
      ]),
    ),
  };
  const retention = retentionOf(id, properties["RetentionPolicy"]);
  const { DependsOn, Condition, UpdatePolicy } = resource;
  const renamed = `${id}${suffixOf({
    [id]: present({
      Type: TYPE,
      DependsOn: says(DependsOn) ? DependsOn : undefined,
      Condition,
      UpdatePolicy,
      Properties: present(properties),
    }),
  })}`;
  checkArchitectures(renamed, properties["CompatibleArchitectures"]);
  return {
    renamed,
    resources: [
      generated(
        renamed,
        "AWS::Lambda::LayerVersion",
        {
          Content: codeLocation(
            properties["ContentUri"] ?? null,
            renamed,
            "ContentUri",
          ),
          Description: properties["Description"],
          LayerName: says(properties["LayerName"])
            ? properties["LayerName"]
            : id,
          CompatibleArchitectures: properties["CompatibleArchitectures"],
          CompatibleRuntimes: properties["CompatibleRuntimes"],
          LicenseInfo: properties["LicenseInfo"],
        },
        {
          DependsOn: says(DependsOn) ? DependsOn : undefined,
          DeletionPolicy: "Retain",
          ...passedOn(resource),
          ...(retention === undefined ? {} : { DeletionPolicy: retention }),
        },
      ),
    ],
  };
}

function resolved(
  id: string,
  name: string,
  given: Value,
  parameters: Translation["parameters"],
): Value {
  const value = withParameters(given, parameters);
  if (typeof value !== "string" && !isObject(value))
    throw invalidResource(
      id,
      `Could not resolve parameter for '${name}' or parameter is not a String.`,
    );
  return value;
}

const RETENTIONS = ["Retain", "Delete"];

function retentionOf(id: string, given: Value | undefined): string | undefined {
  if (called(given) !== undefined)
    throw invalidResource(
      id,
      `'RetentionPolicy' does not accept intrinsic functions, please use one of the following options: ${listed(RETENTIONS)}`,
    );
  if (given === undefined || given === null) return undefined;
  if (typeof given !== "string")
    throw invalidResource(
      id,
      `Invalid 'RetentionPolicy' type, please use one of the following options: ${listed(RETENTIONS)}`,
    );
  const known = RETENTIONS.find(
    (one) => one.toLowerCase() === given.toLowerCase(),
  );
  if (known === undefined)
    throw invalidResource(
      id,
      `'RetentionPolicy' must be one of the following options: ${listed(RETENTIONS)}.`,
    );
  return known;
}

function checkArchitectures(id: string, given: Value | undefined): void {
  const unknown = (isList(given) ? given : []).some(
    (one) => called(one) === undefined && one !== "arm64" && one !== "x86_64",
  );
  if (unknown)
    throw invalidResource(
      id,
      "CompatibleArchitectures needs to be a list of 'x86_64' or 'arm64'",
    );
}
