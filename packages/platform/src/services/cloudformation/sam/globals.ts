import type { ObjectValue, Value } from "@gatehouse/template";
import { invalidResource, listed, SamProblem } from "./problem.ts";
import { called, isList, isObject, shown } from "./values.ts";

/** What may be said once for all resources of a type ("Globals section", SAM developer guide). */
const OF_FUNCTIONS = [
  "Handler",
  "Runtime",
  "CodeUri",
  "DeadLetterQueue",
  "Description",
  "MemorySize",
  "Timeout",
  "VpcConfig",
  "Environment",
  "Tags",
  "PropagateTags",
  "Tracing",
  "KmsKeyArn",
  "AutoPublishAlias",
  "AutoPublishAliasAllProperties",
  "Layers",
  "DeploymentPreference",
  "RolePath",
  "PermissionsBoundary",
  "ReservedConcurrentExecutions",
  "ProvisionedConcurrencyConfig",
  "AssumeRolePolicyDocument",
  "EventInvokeConfig",
  "FileSystemConfigs",
  "CodeSigningConfigArn",
  "Architectures",
  "SnapStart",
  "EphemeralStorage",
  "FunctionUrlConfig",
  "RuntimeManagementConfig",
  "LoggingConfig",
  "RecursiveLoop",
  "SourceKMSKeyArn",
  "TenancyConfig",
  "DurableConfig",
  "CapacityProviderConfig",
  "FunctionScalingConfig",
  "PublishToLatestPublished",
  "VersionDeletionPolicy",
];

/** Of types that are not offered anything may be said: no resource can be of them. */
const SECTIONS: Readonly<Record<string, readonly string[] | undefined>> = {
  Api: undefined,
  CapacityProvider: undefined,
  Function: OF_FUNCTIONS,
  HttpApi: undefined,
  LayerVersion: ["PublishLambdaVersion"],
  SimpleTable: undefined,
  StateMachine: undefined,
  WebSocketApi: undefined,
};

/** The resources with what `Globals` says of their types. @throws SamProblem */
export function withGlobals(
  resources: Readonly<Record<string, ObjectValue>>,
  globals: Value | undefined,
): Record<string, ObjectValue> {
  const sections = globals === undefined ? {} : checked(globals);
  return Object.fromEntries(
    Object.entries(resources).map(([id, resource]) => {
      const { IgnoreGlobals, ...rest } = resource;
      const [, name = ""] =
        /^AWS::Serverless::(\w+)$/.exec(shown(resource["Type"])) ?? [];
      const section = Object.hasOwn(sections, name)
        ? sections[name]
        : undefined;
      if (!section) return [id, resource];
      const Properties = merged(
        remaining(id, section, IgnoreGlobals),
        resource["Properties"] ?? {},
      );
      return [id, { ...rest, Properties }];
    }),
  );
}

function checked(globals: Value): Readonly<Record<string, ObjectValue>> {
  const refuse = (why: string) =>
    new SamProblem(`'Globals' section is invalid. ${why}`);
  if (!isObject(globals)) throw refuse("It must be a non-empty dictionary");
  for (const [name, section] of Object.entries(globals)) {
    if (!Object.hasOwn(SECTIONS, name))
      throw refuse(
        `'${name}' is not supported. Must be one of the following values - ${listed(Object.keys(SECTIONS))}`,
      );
    if (!isObject(section))
      throw refuse(`Value of '${name}' must be a dictionary`);
    const supported = SECTIONS[name];
    const unknown = Object.keys(section).find(
      (key) => supported && !supported.includes(key),
    );
    if (unknown !== undefined)
      throw refuse(
        `'${unknown}' is not a supported property of '${name}'. Must be one of the following values - ${listed(supported ?? [])}`,
      );
  }
  return globals as Readonly<Record<string, ObjectValue>>;
}

function remaining(
  id: string,
  section: ObjectValue,
  ignored: Value | undefined,
): ObjectValue {
  if (ignored === undefined || ignored === null) return section;
  if (ignored === "*") return {};
  const attribute = `Resource ${id} has invalid resource attribute 'IgnoreGlobals'`;
  if (!isList(ignored)) throw invalidResource(id, `${attribute}.`);
  const rest = { ...section };
  for (const name of ignored) {
    if (typeof name !== "string" || !Object.hasOwn(section, name))
      throw invalidResource(id, `${attribute} on item '${shown(name)}'.`);
    delete rest[name];
  }
  return rest;
}

/** Maps are merged, lists joined; of all else, calls of functions too, the resource's own counts. */
function merged(global: Value, own: Value): Value {
  if (isList(global) && isList(own)) return [...global, ...own];
  if (!isMap(global) || !isMap(own)) return own;
  const result: Record<string, Value> = { ...global };
  for (const [name, value] of Object.entries(own))
    result[name] = Object.hasOwn(global, name)
      ? merged(global[name] ?? null, value)
      : value;
  return result;
}

function isMap(value: Value): value is ObjectValue {
  return isObject(value) && called(value) === undefined;
}
