import type { ObjectValue, Value } from "@gatehouse/template";
import { invalidResource } from "./problem.ts";
import { isList, isObject } from "./values.ts";

/** What a property may be; an object with one member may be a function's call, and is left to CloudFormation. */
export interface Kind {
  readonly fits: (value: Value) => boolean;
  /** As the transform calls it. */
  readonly named?: string;
  readonly required?: true;
  /** Whether no function may stand in its place. */
  readonly literal?: true;
}

const isText = (value: Value): boolean => typeof value === "string";

export const ANY: Kind = { fits: () => true };
export const TEXT: Kind = { fits: isText, named: "string" };
export const MAP: Kind = { fits: isObject, named: "map" };
export const BOOLEAN: Kind = {
  fits: (value) => typeof value === "boolean",
  named: "boolean",
};
export const INTEGER: Kind = {
  fits: (value) => Number.isInteger(value) || typeof value === "boolean",
  named: "integer",
};
export const LIST: Kind = { fits: isList, named: "list" };
export const TEXT_OR_MAP: Kind = {
  fits: (value) => isText(value) || isObject(value),
};
export const TEXTS: Kind = {
  fits: (value) => isList(value) && value.every(isText),
};
export const TEXTS_OR_MAPS: Kind = {
  fits: (value) => isList(value) && value.every(TEXT_OR_MAP.fits),
};
export const MAPS: Kind = {
  fits: (value) => isObject(value) && Object.values(value).every(isObject),
};

export type Kinds = Readonly<Record<string, Kind>>;

/** @throws SamProblem for a property that is unknown, missing or of another kind */
export function checkProperties(
  id: string,
  type: string,
  properties: ObjectValue,
  kinds: Kinds,
): void {
  for (const name of Object.keys(properties))
    if (!Object.hasOwn(kinds, name))
      throw invalidResource(
        id,
        `property ${name} not defined for resource of type ${type}`,
      );
  for (const [name, kind] of Object.entries(kinds)) {
    const value = properties[name] ?? null;
    if (!kind.literal && isObject(value) && Object.keys(value).length === 1)
      continue;
    if (value === null) {
      if (kind.required)
        throw invalidResource(id, `Missing required property '${name}'.`);
    } else if (!kind.fits(value))
      throw invalidResource(
        id,
        kind.named === undefined
          ? `Type of property '${name}' is invalid.`
          : `Property '${name}' should be a ${kind.named}.`,
      );
  }
}

/** @throws SamProblem */
export function mapAt(
  value: Value | undefined,
  id: string,
  path: string,
): ObjectValue {
  if (!isObject(value))
    throw invalidResource(id, `Property '${path}' should be a map.`);
  return value;
}
