import type { ObjectValue } from "@gatehouse/template";
import { invalidResource, SamProblem } from "../problem.ts";
import { isObject } from "../values.ts";

/** The resources of a template, connectors that are written at their source made resources of their own. @throws SamProblem */
export function withEmbeddedConnectors(
  resources: Readonly<Record<string, ObjectValue>>,
): Record<string, ObjectValue> {
  const result: Record<string, ObjectValue> = {};
  const connectors: Record<string, ObjectValue> = {};
  for (const [sourceId, resource] of Object.entries(resources)) {
    const { Connectors, ...rest } = resource;
    result[sourceId] = rest;
    if (Connectors === undefined) continue;
    if (!isObject(Connectors))
      throw invalidResource(
        sourceId,
        `Attribute '${sourceId}.Connectors' should be a map.`,
      );
    for (const [name, connector] of Object.entries(Connectors)) {
      const id = `${sourceId}${name}`;
      if (Object.hasOwn(resources, id))
        throw new SamProblem(
          `Transforming resource with id [${sourceId}] attempts to create a new resource with id [${id}] and type "AWS::Serverless::Connector". A resource with that id already exists within this template. Please use a different id for that resource.`,
        );
      if (!isObject(connector))
        throw invalidResource(id, `${sourceId}.${id} should be a map.`);
      connectors[id] = ownConnector(sourceId, name, connector);
    }
  }
  return { ...result, ...connectors };
}

function ownConnector(
  sourceId: string,
  name: string,
  connector: ObjectValue,
): ObjectValue {
  const { Properties } = connector;
  if (!isObject(Properties))
    throw invalidResource(
      sourceId,
      `Attribute 'Connectors.${name}.Properties' should be a map.`,
    );
  const { SourceReference = {}, ...rest } = Properties;
  if (!isObject(SourceReference))
    throw invalidResource(
      sourceId,
      `Property 'Connectors.${name}.Properties.SourceReference' should be a map.`,
    );
  if (Object.hasOwn(SourceReference, "Id"))
    throw invalidResource(
      name,
      "'Id' shouldn't be defined in 'SourceReference'.",
    );
  return {
    ...connector,
    Type: "AWS::Serverless::Connector",
    Properties: { ...rest, Source: { Id: sourceId, ...SourceReference } },
  };
}
