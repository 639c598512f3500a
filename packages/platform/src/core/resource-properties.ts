import { isDeepStrictEqual } from "node:util";
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import type { Change, Properties, ResourceSchema } from "./resource-type.ts";

/** Properties as a resource type takes them, or what is wrong with them, in CloudFormation's words. */
export type CheckedProperties =
  | { readonly ok: true; readonly properties: Properties }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Problems that are told of one resource. */
const PROBLEMS_AT_MOST = 10;

/**
 * Holds properties to a type's schema, before anything is made. Numbers and booleans may be written as texts and the
 * other way round, as CloudFormation allows it.
 * @param unknown where something stands that is not known yet, as JSON pointers: it is left out of `properties`
 */
export function checkedProperties(
  schema: ResourceSchema,
  properties: Properties,
  unknown: ReadonlySet<string> = new Set(),
): CheckedProperties {
  const validate = validatorOf(schema);
  const copy = structuredClone(properties);
  const given = readOnlyIn(schema, copy);
  if (given.length > 0)
    return {
      ok: false,
      problems: given.map(
        (name) => `Encountered read-only property ${name} in the properties`,
      ),
    };
  if (validate(copy)) return { ok: true, properties: copy };
  const problems = (validate.errors ?? [])
    .filter((error) => !isAboutUnknown(error, unknown))
    .flatMap(worded);
  if (problems.length === 0) return { ok: true, properties: copy };
  return { ok: false, problems: problems.slice(0, PROBLEMS_AT_MOST) };
}

/** The properties at the top whose values differ. */
export function changedProperties({
  before,
  after,
}: Change): readonly string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter(
    (name) => !isDeepStrictEqual(before[name], after[name]),
  );
}

/** The properties that a change sets anew and that only a new resource can have. */
export function replacingProperties(
  { createOnlyProperties = [] }: ResourceSchema,
  { before, after }: Change,
): readonly string[] {
  return createOnlyProperties
    .map((pointer) => pointer.replace(/^\/properties\//, ""))
    .filter(
      (path) => !isDeepStrictEqual(valueAt(before, path), valueAt(after, path)),
    );
}

const ajv = new Ajv({
  allErrors: true,
  coerceTypes: true,
  strict: false,
  validateFormats: false,
  unicodeRegExp: false,
  code: { regExp: Object.assign(regExpOf, { code: "new RegExp" }) },
});

const validators = new WeakMap<ResourceSchema, ValidateFunction>();

function validatorOf(schema: ResourceSchema): ValidateFunction {
  let validator = validators.get(schema);
  if (!validator) {
    validator = ajv.compile(readable(schema));
    validators.set(schema, validator);
  }
  return validator;
}

/**
 * Some of AWS's patterns are written in other dialects: their ends of the text are written as JavaScript writes them,
 * and a pattern that JavaScript still cannot read is left to the service.
 */
function readable(schema: ResourceSchema): object {
  return JSON.parse(
    JSON.stringify(schema, (key, value: unknown) => {
      if (key === "$id" || key === "$schema") return undefined;
      if (key !== "pattern" || typeof value !== "string") return value;
      const pattern = value.replace(/\\[Zz]$/, "$").replace(/^\\A/, "^");
      return isPattern(pattern) ? pattern : undefined;
    }),
  ) as object;
}

function isPattern(text: string): boolean {
  try {
    return regExpOf(text) instanceof RegExp;
  } catch {
    return false;
  }
}

/** Classes as `\p{L}` are read by Unicode's rules; many of AWS's other patterns do not keep to these. */
function regExpOf(pattern: string): RegExp {
  return new RegExp(pattern, /\\p\{/i.test(pattern) ? "u" : "");
}

/** Properties that only the service gives; those that identify may be given where creation takes them. */
function readOnlyIn(
  { readOnlyProperties = [], createOnlyProperties = [] }: ResourceSchema,
  properties: Properties,
): readonly string[] {
  return readOnlyProperties
    .filter((pointer) => !createOnlyProperties.includes(pointer))
    .map((pointer) => pointer.replace(/^\/properties\//, ""))
    .filter((path) => valueAt(properties, path) !== undefined);
}

function valueAt(properties: Properties, path: string): unknown {
  let value: unknown = properties;
  for (const step of path.split("/")) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Object.hasOwn(value, step)
      ? (value as Record<string, unknown>)[step]
      : undefined;
  }
  return value;
}

/** What is not known yet may well be what is missed, or makes the difference between several forms. */
function isAboutUnknown(
  { keyword, instancePath, params, schemaPath }: ErrorObject,
  unknown: ReadonlySet<string>,
): boolean {
  if (unknown.size === 0) return false;
  if (keyword === "required" && !ONE_OF_SEVERAL.test(schemaPath)) {
    const { missingProperty } = params as { missingProperty: string };
    return unknown.has(`${instancePath}/${missingProperty}`);
  }
  return (
    (COMPOUND.has(keyword) ||
      keyword.startsWith("min") ||
      ONE_OF_SEVERAL.test(schemaPath)) &&
    [...unknown].some((path) => path.startsWith(`${instancePath}/`))
  );
}

/** Keywords that only say that one of several schemas did not fit: what did not is told besides. */
const COMPOUND = new Set(["anyOf", "oneOf", "allOf", "if", "not"]);

/** A schema beside others, of which what is unknown may fit another. */
const ONE_OF_SEVERAL = /\/(anyOf|oneOf)\//;

const TYPES: Readonly<Record<string, string>> = {
  array: "JSONArray",
  boolean: "Boolean",
  integer: "Integer",
  number: "Number",
  object: "JSONObject",
  string: "String",
};

function worded(error: ErrorObject): string[] {
  const at = `#${error.instancePath}`;
  const parameters = error.params as Readonly<Record<string, unknown>>;
  const value = (name: string): string => String(parameters[name]);
  switch (error.keyword) {
    case "required":
      return [`${at}: required key [${value("missingProperty")}] not found`];
    case "additionalProperties":
      return [
        `${at}: extraneous key [${value("additionalProperty")}] is not permitted`,
      ];
    case "type":
      return [`${at}: expected type: ${typesOf(parameters["type"])}`];
    case "enum":
      return [
        `${at}: value is not one of ${JSON.stringify(parameters["allowedValues"])}`,
      ];
    case "pattern":
      return [`${at}: value does not match pattern ${value("pattern")}`];
    case "minLength":
    case "minItems":
    case "minProperties":
      return [`${at}: expected at least ${value("limit")}`];
    case "maxLength":
    case "maxItems":
    case "maxProperties":
      return [`${at}: expected at most ${value("limit")}`];
    default:
      return COMPOUND.has(error.keyword)
        ? [`${at}: #: no subschema matched (${error.keyword})`]
        : [
            `${at}: failed validation constraint for keyword [${error.keyword}]`,
          ];
  }
}

function typesOf(type: unknown): string {
  const names = Array.isArray(type) ? (type as string[]) : [String(type)];
  return names.map((name) => TYPES[name] ?? name).join(" or ");
}
