import type { ObjectValue, Value } from "@gatehouse/template";
import { eventResources } from "../events/events.ts";
import { tagList, type Generated } from "../generated.ts";
import { withParameters } from "../given-parameters.ts";
import { invalidResource } from "../problem.ts";
import { checkProperties } from "../properties.ts";
import type { Translated, Translation } from "../translation.ts";
import { arnOf, isList, isObject, ref, says } from "../values.ts";
import { FUNCTION_PROPERTIES, NOT_OFFERED } from "./function-properties.ts";
import { chosenRole, functionRights, functionRole } from "./function-role.ts";
import { invokeConfig } from "./invoke-config.ts";
import { lambdaFunction } from "./lambda-function.ts";
import { functionUrl } from "./url.ts";
import { published } from "./version.ts";

const TYPE = "AWS::Serverless::Function";

/** What a serverless function becomes. @throws SamProblem */
export function serverlessFunction(
  id: string,
  resource: ObjectValue,
  translation: Translation,
): Translated {
  const properties = (resource["Properties"] ?? {}) as ObjectValue;
  checkProperties(id, TYPE, properties, FUNCTION_PROPERTIES);
  checkOffered(id, properties, translation);
  const tracing = isTraced(properties, translation);
  const plain = lambdaFunction(id, resource, properties, tracing);
  const publishedAs = published(plain, resource, properties, translation);
  const lambda = publishedAs?.lambda ?? plain;
  const alias = publishedAs?.alias;

  const url = properties["FunctionUrlConfig"];
  const urls =
    isObject(url) && says(url)
      ? functionUrl(id, resource, url, ref(alias?.id ?? id))
      : [];
  const asynchronous = properties["EventInvokeConfig"];
  const calls =
    isObject(asynchronous) && says(asynchronous)
      ? invokeConfig(id, resource, asynchronous, publishedAs, translation)
      : { resources: [], policies: [] };

  const { role, made, condition } = chosenRole(id, properties, translation);
  const { resources: events, rights } = eventResources(
    {
      functionId: id,
      resource,
      name: ref(alias?.id ?? id),
      arn: alias ? ref(alias.id) : arnOf(id),
      rights: functionRights(
        id,
        properties,
        tracing,
        calls.policies,
        translation,
      ),
    },
    properties["Events"],
    translation,
  );
  const resources = [
    { ...lambda, properties: { ...lambda.properties, Role: role } },
    ...(publishedAs ? [publishedAs.version, publishedAs.alias] : []),
    ...urls,
    ...calls.resources,
    ...(made
      ? [functionRole(id, resource, properties, rights, condition)]
      : []),
    ...events,
  ];
  return {
    resources: tagged(resources, properties),
    references: referencesTo(resources),
  };
}

function checkOffered(
  id: string,
  properties: ObjectValue,
  { parameters, mappings }: Translation,
): void {
  for (const [name, why] of Object.entries(NOT_OFFERED))
    if (says(properties[name]))
      throw invalidResource(id, `'${name}' is not offered: ${why}`);
  const preference = properties["DeploymentPreference"];
  if (!isObject(preference) || !says(preference)) return;
  const enabled = inMappings(
    withParameters(preference["Enabled"] ?? true, parameters),
    mappings,
  );
  if (enabled !== false && enabled !== "false" && enabled !== "False")
    throw invalidResource(
      id,
      "'DeploymentPreference' is not offered: AWS CodeDeploy is not served.",
    );
}

/** What `Fn::FindInMap` finds; the value itself where it is nothing of the kind. */
function inMappings(value: Value, mappings: ObjectValue): Value {
  const path = isObject(value) ? value["Fn::FindInMap"] : undefined;
  if (!isList(path) || path.length !== 3) return value;
  let found: Value | undefined = mappings;
  for (const name of path)
    found =
      isObject(found) && typeof name === "string" ? found[name] : undefined;
  return found ?? value;
}

function isTraced(
  { Tracing }: ObjectValue,
  { parameters }: Translation,
): boolean {
  return (
    says(Tracing) && withParameters(Tracing ?? null, parameters) !== "Disabled"
  );
}

const TAGGED = [
  "AWS::Lambda::Function",
  "AWS::IAM::Role",
  "AWS::SNS::Topic",
  "AWS::SQS::Queue",
  "AWS::S3::Bucket",
];

/** With `PropagateTags`, all that is made has the function's tags, and those only. */
function tagged(
  resources: readonly Generated[],
  { PropagateTags, Tags }: ObjectValue,
): readonly Generated[] {
  if (!says(PropagateTags) || !says(Tags)) return resources;
  return resources.map((one) =>
    TAGGED.includes(one.type)
      ? { ...one, properties: { ...one.properties, Tags: tagList(Tags) } }
      : one,
  );
}

const REFERENCES: Readonly<Record<string, string>> = {
  Alias: "AWS::Lambda::Alias",
  Version: "AWS::Lambda::Version",
  DestinationTopic: "AWS::SNS::Topic",
  DestinationQueue: "AWS::SQS::Queue",
};

function referencesTo(
  resources: readonly Generated[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(REFERENCES).flatMap(([name, type]) => {
      const last = resources.findLast((one) => one.type === type);
      return last ? [[name, last.id]] : [];
    }),
  );
}
