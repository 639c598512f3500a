import type { ObjectValue, Value } from "@gatehouse/template";
import { invalidResource } from "../problem.ts";
import type { Translation } from "../translation.ts";
import { arnOf, isObject, logicalIdIn, ref } from "../values.ts";

/** A resource at an end of a connector, as far as the template or the connector tells of it. */
export interface ResourceReference {
  readonly logicalId?: string;
  readonly type: string;
  readonly arn?: Value | undefined;
  readonly roleName?: Value | undefined;
  readonly queueUrl?: Value | undefined;
}

const SERVERLESS_FUNCTION = "AWS::Serverless::Function";

/** @throws SamProblem */
export function resourceReference(
  connectorId: string,
  given: ObjectValue,
  { resources }: Translation,
): ResourceReference {
  const { Id, Type, Arn, RoleName, QueueUrl } = given;
  const more = Object.keys(given).some(
    (name) => name !== "Id" && name !== "Qualifier",
  );
  if (Object.hasOwn(given, "Id") === more)
    throw invalidResource(
      connectorId,
      "Must provide 'Id' (with optional 'Qualifier') or a supported combination of other properties.",
    );
  if (Id !== undefined) return inTemplate(connectorId, Id, resources);
  const type = typeText(connectorId, Type);
  return {
    type: type === SERVERLESS_FUNCTION ? "AWS::Lambda::Function" : type,
    arn: Arn,
    roleName: RoleName,
    queueUrl: QueueUrl,
  };
}

function inTemplate(
  connectorId: string,
  id: Value,
  resources: Translation["resources"],
): ResourceReference {
  if (typeof id !== "string" || id === "")
    throw invalidResource(connectorId, "'Id' is missing or not a string.");
  const resource = resources.get(id);
  if (!resource)
    throw invalidResource(
      connectorId,
      `Unable to find resource with logical ID '${id}'.`,
    );
  const type = typeText(connectorId, resource["Type"]);
  const properties = resource["Properties"];
  const role = logicalIdIn(
    isObject(properties) ? properties["Role"] : undefined,
  );
  return {
    logicalId: id,
    type,
    arn: type === "AWS::SNS::Topic" ? ref(id) : arnOf(id),
    roleName:
      type === "AWS::Lambda::Function" && role !== undefined
        ? ref(role)
        : undefined,
    queueUrl: type === "AWS::SQS::Queue" ? ref(id) : undefined,
  };
}

function typeText(connectorId: string, type: Value | undefined): string {
  if (typeof type !== "string" || type === "")
    throw invalidResource(connectorId, "'Type' is missing or not a string.");
  return type;
}
