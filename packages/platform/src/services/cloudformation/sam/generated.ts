import type { ObjectValue, Value } from "@gatehouse/template";
import { present, type Members } from "./values.ts";

/** A resource of CloudFormation that stands for a part of a serverless one. */
export interface Generated {
  readonly id: string;
  readonly type: string;
  /** Besides type and properties: Condition, DependsOn, DeletionPolicy … */
  readonly attributes: ObjectValue;
  readonly properties: ObjectValue;
}

export function generated(
  id: string,
  type: string,
  properties: Members,
  attributes: Members = {},
): Generated {
  return {
    id,
    type,
    attributes: present(attributes),
    properties: present(properties),
  };
}

/** As the template has it. */
export function writtenOut({
  type,
  attributes,
  properties,
}: Generated): ObjectValue {
  return { Type: type, ...attributes, Properties: properties };
}

const OWN = [
  "DeletionPolicy",
  "UpdatePolicy",
  "Condition",
  "UpdateReplacePolicy",
  "Metadata",
];
const PASSED_ON = ["Condition", "DeletionPolicy", "UpdateReplacePolicy"];

/** The attributes that the main resource takes over from the serverless one. */
export const ownAttributes = (resource: ObjectValue): ObjectValue =>
  picked(resource, OWN);

/** The attributes that every resource takes over which is made for the serverless one. */
export const passedOn = (resource: ObjectValue): ObjectValue =>
  picked(resource, PASSED_ON);

function picked(resource: ObjectValue, names: readonly string[]): ObjectValue {
  return Object.fromEntries(
    names
      .filter((name) => Object.hasOwn(resource, name))
      .map((name): [string, Value] => [name, resource[name] ?? null]),
  );
}

/** Tags as CloudFormation lists them. */
export function tagList(tags: Value | undefined): readonly ObjectValue[] {
  return Object.entries((tags ?? {}) as ObjectValue).map(([Key, one]) => ({
    Key,
    Value: one ?? "",
  }));
}
