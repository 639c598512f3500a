import { load, type Loaded } from "./load.ts";
import {
  attempt,
  TemplateProblem,
  type Outcome,
  type Position,
} from "./problem.ts";
import { isList, isObject, type ObjectValue, type Value } from "./value.ts";

/** A template as it was written; nothing is resolved yet. */
export interface Template {
  readonly text: string;
  readonly description: string | undefined;
  readonly metadata: ObjectValue;
  readonly transforms: readonly Value[];
  readonly parameters: Readonly<Record<string, ObjectValue>>;
  readonly mappings: Readonly<Record<string, Value>>;
  readonly conditions: Readonly<Record<string, Value>>;
  readonly rules: Readonly<Record<string, ObjectValue>>;
  /** By logical id; `Fn::ForEach::…` members stand among them until they are expanded. */
  readonly resources: Readonly<Record<string, Value>>;
  readonly outputs: Readonly<Record<string, Value>>;
  readonly hooks: ObjectValue;
  readonly positionOf: (
    path: readonly (string | number)[],
  ) => Position | undefined;
}

/** One resource of a template, its attributes as written. */
export interface ResourceDeclaration {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: ObjectValue;
  readonly condition: string | undefined;
  readonly dependsOn: readonly string[];
  readonly deletionPolicy: Value | undefined;
  readonly updateReplacePolicy: Value | undefined;
  readonly creationPolicy: Value | undefined;
  readonly updatePolicy: Value | undefined;
  readonly metadata: Value | undefined;
}

const SECTIONS = [
  "AWSTemplateFormatVersion",
  "Description",
  "Metadata",
  "Transform",
  "Parameters",
  "Mappings",
  "Conditions",
  "Rules",
  "Resources",
  "Outputs",
  "Hooks",
  // What the SAM transform reads.
  "Globals",
];

/** CloudFormation's quotas. */
const MOST = { Parameters: 200, Mappings: 200, Resources: 500, Outputs: 200 };
const LONGEST_DESCRIPTION = 1024;

/** Reads a template's text and checks its structure. */
export function readTemplate(text: string): Outcome<Template> {
  return attempt(() => templateOf(load(text), text));
}

/** The values of a template's text, its structure unchecked: what transforms read that know more than a template has. */
export function valuesOf(text: string): Outcome<ObjectValue> {
  return attempt(() => load(text).value);
}

/** A template of values that are at hand, as a transform answers them. @throws TemplateProblem never: see Outcome */
export function templateFrom(
  value: ObjectValue,
  positionOf: Template["positionOf"] = () => undefined,
): Outcome<Template> {
  return attempt(() =>
    templateOf({ value, positionOf }, JSON.stringify(value)),
  );
}

function templateOf({ value, positionOf }: Loaded, text: string): Template {
  const refuse = (message: string, ...path: string[]): never => {
    throw new TemplateProblem(message, positionOf(path));
  };
  const unknown = Object.keys(value).filter((name) => !SECTIONS.includes(name));
  if (unknown.length > 0)
    refuse(
      `Invalid template property or properties [${unknown.join(", ")}]`,
      unknown[0] ?? "",
    );
  const version = value["AWSTemplateFormatVersion"];
  if (version !== undefined && version !== "2010-09-09")
    refuse(
      `Template format error: unsupported value for AWSTemplateFormatVersion.`,
      "AWSTemplateFormatVersion",
    );
  const description = value["Description"];
  if (description !== undefined && typeof description !== "string")
    refuse(
      "Template format error: Description must be a string.",
      "Description",
    );
  if (
    typeof description === "string" &&
    description.length > LONGEST_DESCRIPTION
  )
    refuse(
      `Template format error: Description length must be less than ${LONGEST_DESCRIPTION}.`,
      "Description",
    );
  const section = (name: string): ObjectValue => {
    const found = value[name] ?? {};
    if (!isObject(found))
      return refuse(
        `Template format error: ${name} section must be an object.`,
        name,
      );
    const most = MOST[name as keyof typeof MOST];
    const count = Object.keys(found).length;
    if (most !== undefined && count > most)
      refuse(
        `Template format error: Number of ${name.toLowerCase()}, ${count}, is greater than maximum allowed, ${most}`,
        name,
      );
    return found;
  };
  const members = (name: string): Record<string, ObjectValue> => {
    const found = section(name);
    for (const [member, content] of Object.entries(found))
      if (!isObject(content))
        refuse(
          `Template format error: Every ${name} member must be an object. [${member}]`,
          name,
          member,
        );
    return found as Record<string, ObjectValue>;
  };
  const resources = section("Resources");
  if (Object.keys(resources).length === 0)
    refuse(
      "Template format error: At least one Resources member must be defined.",
      "Resources",
    );
  return {
    text,
    description: description as string | undefined,
    metadata: section("Metadata"),
    transforms: transformsOf(value["Transform"]),
    parameters: named(members("Parameters"), "Parameter", refuse),
    mappings: section("Mappings"),
    conditions: section("Conditions"),
    rules: members("Rules"),
    resources: named(resources, "Resource", refuse),
    outputs: named(section("Outputs"), "Output", refuse),
    hooks: section("Hooks"),
    positionOf,
  };
}

const LOOP = /^Fn::(ForEach::|Transform$)/;

/** Logical ids are letters and digits. */
function named<T>(
  members: Readonly<Record<string, T>>,
  kind: string,
  refuse: (message: string, ...path: string[]) => never,
): Readonly<Record<string, T>> {
  for (const name of Object.keys(members))
    if (!/^[a-zA-Z0-9]{1,255}$/.test(name) && !LOOP.test(name))
      refuse(
        `Template format error: ${kind} name ${name} is non alphanumeric.`,
        `${kind}s`,
        name,
      );
  return members;
}

function transformsOf(value: Value | undefined): readonly Value[] {
  if (value === undefined) return [];
  return isList(value) ? value : [value];
}

const ATTRIBUTES = [
  "Type",
  "Properties",
  "Condition",
  "DependsOn",
  "DeletionPolicy",
  "UpdateReplacePolicy",
  "CreationPolicy",
  "UpdatePolicy",
  "Metadata",
  // Read by the SAM transform.
  "Connectors",
  "IgnoreGlobals",
];

const KEEPING = ["Delete", "Retain", "Snapshot", "RetainExceptOnCreate"];

/** The resources of a template whose loops are expanded. */
export function declarationsOf(
  template: Template,
): Outcome<readonly ResourceDeclaration[]> {
  return attempt(() =>
    Object.entries(template.resources).map(([logicalId, content]) =>
      declaration(logicalId, content, template),
    ),
  );
}

function declaration(
  logicalId: string,
  content: Value,
  { positionOf, resources, conditions }: Template,
): ResourceDeclaration {
  const refuse = (message: string, ...path: string[]): never => {
    throw new TemplateProblem(
      message,
      positionOf(["Resources", logicalId, ...path]),
    );
  };
  if (!isObject(content))
    return refuse(
      `Template format error: Every Resources object must contain a Type member.`,
    );
  const unknown = Object.keys(content).filter(
    (name) => !ATTRIBUTES.includes(name),
  );
  if (unknown.length > 0)
    refuse(
      `Invalid template resource property '${unknown[0]}'`,
      unknown[0] ?? "",
    );
  const { Type, Properties = {}, Condition, DependsOn } = content;
  if (typeof Type !== "string")
    return refuse(
      `Template format error: [/Resources/${logicalId}] Every Resources object must contain a Type member.`,
    );
  if (!isObject(Properties))
    return refuse(
      `Template format error: [/Resources/${logicalId}/Properties] must be an object.`,
      "Properties",
    );
  if (Condition !== undefined && typeof Condition !== "string")
    return refuse(
      `Template format error: Every Condition member must be a string.`,
      "Condition",
    );
  if (Condition !== undefined && !Object.hasOwn(conditions, Condition))
    refuse(
      `Template format error: Unresolved condition dependency ${Condition} in the Resources block of the template`,
      "Condition",
    );
  const dependsOn = dependencies(DependsOn);
  if (!dependsOn)
    return refuse(
      `Template format error: DependsOn must be a string or list of strings.`,
      "DependsOn",
    );
  const missing = dependsOn.filter((id) => !Object.hasOwn(resources, id));
  if (missing.length > 0)
    refuse(
      `Template format error: Unresolved resource dependencies [${missing.join(", ")}] in the Resources block of the template`,
      "DependsOn",
    );
  for (const name of ["DeletionPolicy", "UpdateReplacePolicy"])
    if (typeof content[name] === "string" && !KEEPING.includes(content[name]))
      refuse(
        `Template error: Unrecognized ${name} ${content[name]} for resource ${logicalId}`,
        name,
      );
  return {
    logicalId,
    type: Type,
    properties: Properties,
    condition: Condition,
    dependsOn,
    deletionPolicy: content["DeletionPolicy"],
    updateReplacePolicy: content["UpdateReplacePolicy"],
    creationPolicy: content["CreationPolicy"],
    updatePolicy: content["UpdatePolicy"],
    metadata: content["Metadata"],
  };
}

function dependencies(value: Value | undefined): readonly string[] | undefined {
  if (value === undefined) return [];
  if (typeof value === "string") return [value];
  return isList(value) && value.every((one) => typeof one === "string")
    ? value
    : undefined;
}
