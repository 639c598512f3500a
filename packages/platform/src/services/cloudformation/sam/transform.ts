import type { ObjectValue, Value } from "@gatehouse/template";
import { serverlessConnector } from "./connectors/connector.ts";
import { withEmbeddedConnectors } from "./connectors/embedded.ts";
import { serverlessFunction } from "./function/function.ts";
import { writtenOut, type Generated } from "./generated.ts";
import { parametersOf, type Parameters } from "./given-parameters.ts";
import { withGlobals } from "./globals.ts";
import { serverlessLayer } from "./layer.ts";
import type { ManagedPolicyArn } from "./policies/role.ts";
import { invalidResource, invalidTemplate, SamProblem } from "./problem.ts";
import { withReferences, type Renamings } from "./references.ts";
import type { Translated, Translation } from "./translation.ts";
import { isObject, shown } from "./values.ts";

/** The name that templates call this transform by. */
export const SERVERLESS = "AWS::Serverless-2016-10-31";

/** What the transform is told besides the template. */
export interface Surroundings {
  /** Values of parameters and of `AWS::Region` and `AWS::Partition`, as far as they are known. */
  readonly parameters: Parameters;
  readonly managedPolicyArn: ManagedPolicyArn;
}

/** A template of CloudFormation's own types, or all that is wrong with the serverless one. */
export type TransformOutcome =
  | { readonly ok: true; readonly template: ObjectValue }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Writes a serverless template out in CloudFormation's own types, under the logical ids that AWS's transform gives
 * (SAM developer guide, "Generated CloudFormation resources").
 */
export function serverlessTransform(
  template: ObjectValue,
  { parameters, managedPolicyArn }: Surroundings,
): TransformOutcome {
  try {
    const original = withEmbeddedConnectors(
      withGlobals(resourcesOf(template), template["Globals"]),
    );
    const section = (name: string): ObjectValue => {
      const found = template[name];
      return isObject(found) ? found : {};
    };
    return translated(template, {
      original,
      resources: new Map(Object.entries(original)),
      conditions: new Map(Object.entries(section("Conditions"))),
      mappings: section("Mappings"),
      parameters: parametersOf(template["Parameters"], parameters),
      managedPolicyArn,
    });
  } catch (error) {
    if (!(error instanceof SamProblem)) throw error;
    return { ok: false, problems: [error.message] };
  }
}

function resourcesOf(
  template: ObjectValue,
): Readonly<Record<string, ObjectValue>> {
  const resources = template["Resources"];
  if (!isObject(resources) || Object.keys(resources).length === 0)
    throw invalidTemplate("'Resources' section is required");
  for (const [id, resource] of Object.entries(resources)) {
    if (!isObject(resource))
      throw invalidTemplate(
        "All 'Resources' must be Objects. If you're using YAML, this may be an indentation issue.",
      );
    if (
      shown(resource["Type"]).startsWith("AWS::Serverless::") &&
      !isObject(resource["Properties"] ?? {})
    )
      throw invalidResource(id, "Attribute 'Properties' should be a map.");
  }
  return resources as Readonly<Record<string, ObjectValue>>;
}

/** The serverless types in the order of their translation: connectors see what all others became. */
const TYPES: Readonly<
  Record<
    string,
    (id: string, resource: ObjectValue, translation: Translation) => Translated
  >
> = {
  "AWS::Serverless::Function": serverlessFunction,
  "AWS::Serverless::LayerVersion": serverlessLayer,
  "AWS::Serverless::Connector": serverlessConnector,
};

const NOT_OFFERED: Readonly<Record<string, string>> = {
  "AWS::Serverless::Api": "Amazon API Gateway is not served.",
  "AWS::Serverless::Application":
    "the AWS Serverless Application Repository is not served.",
  "AWS::Serverless::CapacityProvider":
    "Lambda Managed Instances are not served.",
  "AWS::Serverless::GraphQLApi": "AWS AppSync is not served.",
  "AWS::Serverless::HttpApi": "Amazon API Gateway is not served.",
  "AWS::Serverless::SimpleTable": "Amazon DynamoDB is not served.",
  "AWS::Serverless::StateMachine": "AWS Step Functions is not served.",
  "AWS::Serverless::WebSocketApi": "Amazon API Gateway is not served.",
};

function translated(
  template: ObjectValue,
  translation: Translation,
): TransformOutcome {
  const { original, resources, conditions } = translation;
  const problems: string[] = [];
  const ids: Record<string, string> = {};
  const parts: Record<string, string> = {};
  for (const [id, resource] of inOrder(original))
    try {
      const {
        references,
        renamed,
        resources: made,
      } = translatedOne(
        id,
        // Others may have come to depend on something else meanwhile.
        resources.get(id) ?? resource,
        translation,
      );
      for (const one of made) checkUnique(id, one, original);
      resources.delete(id);
      for (const one of made) resources.set(one.id, writtenOut(one));
      if (renamed !== undefined) ids[id] = renamed;
      for (const [name, meant] of Object.entries(references ?? {}))
        parts[`${id}.${name}`] = meant;
    } catch (error) {
      if (!(error instanceof SamProblem)) throw error;
      problems.push(error.message);
    }
  return problems.length > 0
    ? { ok: false, problems: [...new Set(problems)] }
    : {
        ok: true,
        template: assembled(template, resources, conditions, { ids, parts }),
      };
}

function inOrder(
  resources: Readonly<Record<string, ObjectValue>>,
): readonly (readonly [id: string, resource: ObjectValue])[] {
  const order = Object.keys(TYPES);
  const isServerless = ([, { Type }]: readonly [
    string,
    ObjectValue,
  ]): boolean =>
    typeof Type === "string" &&
    (Object.hasOwn(TYPES, Type) || Object.hasOwn(NOT_OFFERED, Type));
  return Object.entries(resources)
    .filter(isServerless)
    .toSorted(
      ([, a], [, b]) =>
        order.indexOf(shown(a["Type"])) - order.indexOf(shown(b["Type"])),
    );
}

function translatedOne(
  id: string,
  resource: ObjectValue,
  translation: Translation,
): Translated {
  const type = shown(resource["Type"]);
  const translate = TYPES[type];
  if (!translate)
    throw invalidResource(id, `${type} is not offered: ${NOT_OFFERED[type]}`);
  if (!/^[A-Za-z0-9]+$/.test(id))
    throw invalidResource(id, "Logical ids must be alphanumeric.");
  return translate(id, resource, translation);
}

/** What a resource may be that has the logical id of one which is made. */
const SUCCESSORS: Readonly<Record<string, string>> = {
  "AWS::Lambda::Function": "AWS::Serverless::Function",
  "AWS::Lambda::LayerVersion": "AWS::Serverless::LayerVersion",
  "AWS::S3::Bucket": "AWS::S3::Bucket",
  "AWS::SNS::Topic": "AWS::SNS::Topic",
};

function checkUnique(
  from: string,
  { id, type }: Generated,
  original: Translation["original"],
): void {
  const known = Object.hasOwn(original, id) ? original[id] : undefined;
  if (known && SUCCESSORS[type] !== known["Type"])
    throw new SamProblem(
      `Transforming resource with id [${from}] attempts to create a new resource with id [${id}] and type "${type}". A resource with that id already exists within this template. Please use a different id for that resource.`,
    );
}

function assembled(
  { Transform: _transform, Globals: _globals, ...rest }: ObjectValue,
  resources: ReadonlyMap<string, ObjectValue>,
  conditions: ReadonlyMap<string, Value>,
  renamings: Renamings,
): ObjectValue {
  return withReferences(
    {
      ...rest,
      ...(conditions.size > 0
        ? { Conditions: Object.fromEntries(conditions) }
        : {}),
      Resources: Object.fromEntries(resources),
    },
    renamings,
  ) as ObjectValue;
}
