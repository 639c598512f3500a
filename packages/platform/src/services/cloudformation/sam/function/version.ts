import type { ObjectValue, Value } from "@gatehouse/template";
import { generated, passedOn, type Generated } from "../generated.ts";
import { withParameters } from "../given-parameters.ts";
import { suffixOf, suffixOfHash } from "../logical-id.ts";
import { invalidResource } from "../problem.ts";
import type { Translation } from "../translation.ts";
import { isList, isObject, logicalIdIn, ref, says } from "../values.ts";

/** A function that is published whenever its code changes, and the alias that follows its versions. */
export interface Published {
  /** The function, as publishing changes it. */
  readonly lambda: Generated;
  readonly version: Generated;
  readonly alias: Generated;
  readonly aliasName: string;
}

/** What `AutoPublishAlias` makes; undefined without it. @throws SamProblem */
export function published(
  lambda: Generated,
  resource: ObjectValue,
  properties: ObjectValue,
  translation: Translation,
): Published | undefined {
  const { id } = lambda;
  if (!says(properties["AutoPublishAlias"])) {
    if (says(properties["ProvisionedConcurrencyConfig"]))
      throw invalidResource(
        id,
        "To set ProvisionedConcurrencyConfig AutoPublishALias must be defined on the function",
      );
    return undefined;
  }
  const aliasName = aliasNameOf(id, properties, translation);
  const hash = codeHash(id, properties, translation);
  const described = withHash(lambda, hash, properties, translation);
  // What the parameters say of the code goes into the template with the version that it makes.
  const changed = {
    ...described,
    properties: {
      ...described.properties,
      Code: withParameters(
        described.properties["Code"] ?? {},
        translation.parameters,
      ),
    },
  };
  const version = versionOf(changed, hash, resource, properties, translation);
  return {
    lambda: changed,
    version,
    alias: aliasOf(aliasName, id, version.id, resource, properties),
    aliasName,
  };
}

function aliasNameOf(
  id: string,
  { AutoPublishAlias = null }: ObjectValue,
  { parameters }: Translation,
): string {
  const name = withParameters(AutoPublishAlias, parameters);
  if (typeof name !== "string")
    throw invalidResource(
      id,
      "'AutoPublishAlias' must be a string or a Ref to a template parameter",
    );
  if (name === "")
    throw invalidResource(id, "Alias name is required to create an alias");
  if (!/^(?!\d+$)[a-zA-Z0-9\-_]+$/.test(name))
    throw invalidResource(
      id,
      `AutoPublishAlias name ('${name}') must contain only alphanumeric characters, hyphens, or underscores matching (?!^[0-9]+$)([a-zA-Z0-9-_]+) pattern.`,
    );
  return name;
}

function codeHash(
  id: string,
  { AutoPublishCodeSha256 }: ObjectValue,
  { parameters }: Translation,
): string | undefined {
  if (!says(AutoPublishCodeSha256)) return undefined;
  const hash = withParameters(AutoPublishCodeSha256 ?? null, parameters);
  if (typeof hash !== "string")
    throw invalidResource(id, "AutoPublishCodeSha256 must be a string");
  return hash;
}

/** Lambda publishes nothing where neither code nor configuration changed: so the hash goes into the description. */
function withHash(
  lambda: Generated,
  hash: string | undefined,
  { Description = "" }: ObjectValue,
  { parameters }: Translation,
): Generated {
  if (hash === undefined) return lambda;
  const description = withParameters(Description, parameters);
  return {
    ...lambda,
    properties: {
      ...lambda.properties,
      Description: !says(description)
        ? hash
        : typeof description === "string"
          ? `${description} ${hash}`
          : { "Fn::Join": [" ", [description, hash]] },
    },
  };
}

function versionOf(
  { id, properties: made }: Generated,
  hash: string | undefined,
  resource: ObjectValue,
  properties: ObjectValue,
  translation: Translation,
): Generated {
  const content =
    properties["AutoPublishAliasAllProperties"] === true
      ? { ...made, ...publishingLayers(properties["Layers"], translation) }
      : whatPublishes(made);
  const suffix = hash ? suffixOfHash(hash) : suffixOf(content);
  return generated(
    `${id}Version${suffix}`,
    "AWS::Lambda::Version",
    {
      FunctionName: ref(id),
      Description: properties["VersionDescription"],
    },
    {
      DeletionPolicy: properties["VersionDeletionPolicy"] ?? "Retain",
      ...passedOn(resource),
    },
  );
}

/** What a new version is made for: the code, the environment, the memory, and a snapshot where there is one. */
function whatPublishes(made: ObjectValue): ObjectValue {
  const { Code, Environment, MemorySize, SnapStart } = made;
  const snapshot =
    isObject(SnapStart) && (SnapStart["ApplyOn"] ?? "None") !== "None";
  return {
    ...(Code as ObjectValue),
    ...(isObject(Environment) ? Environment : {}),
    ...(says(MemorySize) ? { MemorySize: MemorySize ?? null } : {}),
    ...(snapshot ? { SnapStart } : {}),
  };
}

/** Layers of the template which say that their changes publish the functions that use them. */
function publishingLayers(
  layers: Value | undefined,
  { resources }: Translation,
): ObjectValue {
  return Object.fromEntries(
    (isList(layers) ? layers : []).flatMap((layer) => {
      const id = logicalIdIn(layer);
      const properties =
        id === undefined ? undefined : resources.get(id)?.["Properties"];
      return id !== undefined &&
        isObject(properties) &&
        says(properties["PublishLambdaVersion"])
        ? [[id, properties] as const]
        : [];
    }),
  );
}

function aliasOf(
  name: string,
  id: string,
  versionId: string,
  resource: ObjectValue,
  { ProvisionedConcurrencyConfig }: ObjectValue,
): Generated {
  return generated(
    `${id}Alias${name.replaceAll("-", "D").replaceAll("_", "U")}`,
    "AWS::Lambda::Alias",
    {
      Name: name,
      FunctionName: ref(id),
      FunctionVersion: { "Fn::GetAtt": [versionId, "Version"] },
      ProvisionedConcurrencyConfig: says(ProvisionedConcurrencyConfig)
        ? ProvisionedConcurrencyConfig
        : undefined,
    },
    passedOn(resource),
  );
}
