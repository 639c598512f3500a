import type { ObjectValue, Value } from "@gatehouse/template";
import { generated, ownAttributes, type Generated } from "../generated.ts";
import { invalidResource } from "../problem.ts";
import { checkProperties, MAP, TEXTS, type Kinds } from "../properties.ts";
import type { Translated, Translation } from "../translation.ts";
import { isList, isObject, logicalIdIn, sub } from "../values.ts";
import { permissionsOf, profileOf, type Profile } from "./profiles.ts";
import {
  resourceReference,
  type ResourceReference,
} from "./resource-reference.ts";

const TYPE = "AWS::Serverless::Connector";

const PROPERTIES: Kinds = {
  Source: { ...MAP, required: true, literal: true },
  Destination: {
    fits: (value) =>
      isObject(value) || (isList(value) && value.every(isObject)),
    required: true,
    literal: true,
  },
  Permissions: { ...TEXTS, required: true, literal: true },
};

/** One connection: both ends, what is allowed between them, and what its resources are called after. */
interface Connection {
  readonly id: string;
  /** Tells the destinations of one connector apart. */
  readonly suffix: string;
  readonly source: ResourceReference;
  readonly destination: ResourceReference;
  readonly permissions: readonly string[];
  readonly attributes: ObjectValue;
}

/** The policies and permissions that a connector stands for. @throws SamProblem */
export function serverlessConnector(
  id: string,
  resource: ObjectValue,
  translation: Translation,
): Translated {
  const properties = (resource["Properties"] ?? {}) as ObjectValue;
  checkProperties(id, TYPE, properties, PROPERTIES);
  const { Source, Destination = null, Permissions } = properties;
  const several = isList(Destination);
  const destinations = (several ? Destination : [Destination]) as ObjectValue[];
  if (destinations.length === 0)
    throw invalidResource(id, "'Destination' is an empty list");
  const resources = destinations.flatMap((given, index) => {
    const destination = resourceReference(id, given, translation);
    const source = resourceReference(id, Source as ObjectValue, translation);
    const connection: Connection = {
      id,
      suffix: several ? `Destination${index}` : "",
      source,
      destination,
      permissions: (Permissions ?? []) as readonly string[],
      attributes: {
        ...(resource["DependsOn"] === undefined
          ? {}
          : { DependsOn: resource["DependsOn"] }),
        ...ownAttributes(resource),
        Metadata: {
          ...(resource["Metadata"] as ObjectValue | undefined),
          "aws:sam:connectors": {
            [id]: {
              Source: { Type: writtenType(source, translation) },
              Destination: { Type: writtenType(destination, translation) },
            },
          },
        },
      },
    };
    return connected(connection, translation);
  });
  replaceDependency(
    id,
    resources.map((one) => one.id),
    translation,
  );
  return { resources };
}

function writtenType(
  { logicalId, type }: ResourceReference,
  { original }: Translation,
): Value {
  const written = logicalId === undefined ? undefined : original[logicalId];
  return written?.["Type"] ?? type;
}

function connected(
  connection: Connection,
  translation: Translation,
): readonly Generated[] {
  const { id, source, destination } = connection;
  const profile = profileOf(source.type, destination.type);
  if (!profile)
    throw invalidResource(
      id,
      `Unable to create connector from ${source.type} to ${destination.type}; it's not supported or the template is invalid.`,
    );
  checkPermissions(connection, profile);
  switch (profile.kind) {
    case "role policy":
      return [rolePolicy(connection, profile, translation)];
    case "queue policy":
      return [queuePolicy(connection)];
    case "permission":
      return [callPermission(connection, profile)];
  }
}

function checkPermissions(
  { id, permissions, source, destination }: Connection,
  profile: Profile,
): void {
  const valid = permissionsOf(profile);
  if (permissions.length === 0)
    throw invalidResource(
      id,
      `'Permissions' cannot be empty; valid values are: ${valid.join(", ")}.`,
    );
  const refused = `Unsupported 'Permissions' provided for connector from ${source.type} to ${destination.type};`;
  if (!permissions.every((one) => valid.includes(one)))
    throw invalidResource(
      id,
      `${refused} valid values are: ${valid.join(", ")}.`,
    );
  const together =
    profile.kind === "role policy" ? profile.together : undefined;
  if (together && !together.every((one) => permissions.includes(one)))
    throw invalidResource(
      id,
      `${refused} valid combinations are: ${together.join(" + ")}.`,
    );
}

function rolePolicy(
  connection: Connection,
  profile: Profile & { readonly kind: "role policy" },
  translation: Translation,
): Generated {
  const { id, suffix, source, destination, permissions } = connection;
  const ofSource = profile.role === "Source";
  const other = ofSource ? "Destination" : "Source";
  const arn = arnAt(connection, other);
  const { roleName } = ofSource ? source : destination;
  if (!roleName)
    throw invalidResource(
      id,
      `Unable to get IAM role name from '${profile.role}' resource.`,
    );
  const policy = generated(
    `${id}Policy${suffix}`,
    "AWS::IAM::ManagedPolicy",
    {
      PolicyDocument: {
        Version: "2012-10-17",
        Statement: Object.entries(profile.actions)
          .filter(([name]) => permissions.includes(name))
          .map(([, Action]) => ({
            Effect: "Allow",
            Action,
            Resource: profile.contents
              ? [arn, sub(`\${${other}Arn}/*`, { [`${other}Arn`]: arn })]
              : [arn],
          })),
      },
      Roles: [roleName],
    },
    connection.attributes,
  );
  if (profile.beforeMapping) beforeMapping(connection, policy.id, translation);
  return policy;
}

function queuePolicy(connection: Connection): Generated {
  const { id, suffix, destination } = connection;
  const arn = arnAt(connection, "Destination");
  const source = arnAt(connection, "Source");
  if (!destination.queueUrl)
    throw invalidResource(
      id,
      "Unable to get SQS queue URL from 'Destination' resource.",
    );
  return generated(
    `${id}QueuePolicy${suffix}`,
    "AWS::SQS::QueuePolicy",
    {
      PolicyDocument: {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: "sns.amazonaws.com" },
            Resource: arn,
            Action: "sqs:SendMessage",
            Condition: { ArnEquals: { "aws:SourceArn": source } },
          },
        ],
      },
      Queues: [destination.queueUrl],
    },
    connection.attributes,
  );
}

function callPermission(
  connection: Connection,
  profile: Profile & { readonly kind: "permission" },
): Generated {
  const { id, suffix, destination } = connection;
  const source = arnAt(connection, "Source");
  if (!destination.arn)
    throw invalidResource(
      id,
      "Unable to get Lambda function ARN from 'Destination' resource.",
    );
  return generated(
    `${id}WriteLambdaPermission${suffix}`,
    "AWS::Lambda::Permission",
    {
      Action: "lambda:InvokeFunction",
      FunctionName: destination.arn,
      Principal: profile.principal,
      SourceArn: source,
      SourceAccount: profile.ownAccount ? sub("${AWS::AccountId}") : undefined,
    },
    connection.attributes,
  );
}

function arnAt(
  { id, source, destination }: Connection,
  end: "Source" | "Destination",
): Value {
  const { arn } = end === "Source" ? source : destination;
  if (arn === undefined) throw invalidResource(id, `${end}.Arn is missing.`);
  return arn;
}

/** A mapping between both ends is tried when it is made: so the policy comes before it. */
function beforeMapping(
  { source, destination }: Connection,
  policyId: string,
  { resources }: Translation,
): void {
  if (source.logicalId === undefined || destination.logicalId === undefined)
    return;
  const mappings = [...resources].filter(([, { Type, Properties }]) => {
    if (Type !== "AWS::Lambda::EventSourceMapping" || !isObject(Properties))
      return false;
    return (
      logicalIdIn(Properties["FunctionName"]) === destination.logicalId &&
      logicalIdIn(Properties["EventSourceArn"]) === source.logicalId
    );
  });
  const [mapping, ...others] = mappings;
  if (!mapping || others.length > 0) return;
  const [id, resource] = mapping;
  resources.set(id, {
    ...resource,
    DependsOn: union(dependencies(resource), [policyId]),
  });
}

/** Whoever waits for the connector waits for what it became. */
function replaceDependency(
  id: string,
  replacements: readonly string[],
  { resources }: Translation,
): void {
  for (const [logicalId, resource] of resources) {
    const before = dependencies(resource);
    if (!before.includes(id)) continue;
    resources.set(logicalId, {
      ...resource,
      DependsOn: union(
        before.filter((one) => one !== id),
        replacements,
      ),
    });
  }
}

function dependencies({ DependsOn = [] }: ObjectValue): readonly Value[] {
  return isList(DependsOn) ? DependsOn : [DependsOn];
}

const union = (
  some: readonly Value[],
  more: readonly Value[],
): readonly Value[] => [...new Set([...some, ...more])];
