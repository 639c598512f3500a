import { attempt, TemplateProblem, type Outcome } from "./problem.ts";
import type { Template } from "./template.ts";
import { asText, isList, isObject, type ObjectValue } from "./value.ts";

/** A parameter as a template declares it. */
export interface ParameterDeclaration {
  readonly name: string;
  readonly type: string;
  readonly default: string | undefined;
  readonly noEcho: boolean;
  readonly description: string | undefined;
  readonly allowedValues: readonly string[] | undefined;
  readonly constraintDescription: string | undefined;
  /** For types of the Parameter Store: the value is a parameter's name there, which must exist, or stands for what it holds. */
  readonly lookedUp: "name" | "value" | undefined;
  readonly declared: ObjectValue;
}

/** A parameter's value: a list for the list types. */
export type ParameterValue = string | readonly string[];

/** Types whose values are looked up in the Systems Manager. */
const LOOKED_UP =
  /^AWS::SSM::Parameter::(?:Name|Value<(String|CommaDelimitedList|List<String>|AWS::[\w:]+|List<AWS::[\w:]+>)>)$/;
const LISTS = /^(CommaDelimitedList|List<.+>)$/;
const TYPES =
  /^(String|Number|CommaDelimitedList|List<(Number|String|AWS::[\w:]+)>|AWS::[\w:]+(<[\w:<>]+>)?)$/;

/** The parameters that a template declares, in its order. */
export function parametersOf(
  template: Template,
): Outcome<readonly ParameterDeclaration[]> {
  return attempt(() =>
    Object.entries(template.parameters).map(([name, declared]) =>
      declaration(name, declared, template),
    ),
  );
}

/**
 * The values of a template's parameters: those given, else their defaults.
 * @param found what parameters of the Parameter Store hold, by the template's names for them; one that is missing is a problem
 */
export function bindParameters(
  template: Template,
  given: Readonly<Record<string, string>>,
  found: Readonly<Record<string, string>> = {},
): Outcome<Readonly<Record<string, ParameterValue>>> {
  return attempt(() => {
    const declared = parametersOf(template);
    if (!declared.ok)
      throw new TemplateProblem(
        declared.problem.message,
        declared.problem.position,
      );
    const names = new Set(declared.value.map(({ name }) => name));
    const unknown = Object.keys(given).filter((name) => !names.has(name));
    if (unknown.length > 0)
      throw new TemplateProblem(
        `Parameters: [${unknown.join(", ")}] do not exist in the template`,
      );
    const missing = declared.value.filter(
      (one) => one.default === undefined && given[one.name] === undefined,
    );
    if (missing.length > 0)
      throw new TemplateProblem(
        `Parameters: [${missing.map(({ name }) => name).join(", ")}] must have values`,
      );
    return Object.fromEntries(
      declared.value.map((one) => [
        one.name,
        bound(one, given[one.name] ?? one.default ?? "", found[one.name]),
      ]),
    );
  });
}

function declaration(
  name: string,
  declared: ObjectValue,
  { positionOf }: Template,
): ParameterDeclaration {
  const refuse = (message: string): never => {
    throw new TemplateProblem(
      `Template format error: ${message}`,
      positionOf(["Parameters", name]),
    );
  };
  const { Type, Default, NoEcho, Description, AllowedValues } = declared;
  if (typeof Type !== "string")
    return refuse(`Every Parameters object must contain a Type member.`);
  if (!TYPES.test(Type)) refuse(`Unrecognized parameter type: ${Type}`);
  if (Type.startsWith("AWS::SSM::") && !LOOKED_UP.test(Type))
    refuse(`Unrecognized parameter type: ${Type}`);
  if (AllowedValues !== undefined && !isList(AllowedValues))
    return refuse(`AllowedValues of parameter ${name} must be a list.`);
  if (isObject(Default) || isList(Default))
    return refuse(`Every Default member must be a string.`);
  return {
    name,
    type: Type,
    default: Default === undefined ? undefined : (asText(Default) ?? ""),
    noEcho: NoEcho === true || NoEcho === "true",
    description: typeof Description === "string" ? Description : undefined,
    allowedValues: AllowedValues?.map((one) => asText(one) ?? ""),
    constraintDescription: asText(declared["ConstraintDescription"]),
    lookedUp: lookedUp(Type),
    declared,
  };
}

function lookedUp(type: string): "name" | "value" | undefined {
  const match = LOOKED_UP.exec(type);
  return match ? (match[1] === undefined ? "name" : "value") : undefined;
}

function bound(
  parameter: ParameterDeclaration,
  text: string,
  found: string | undefined,
): ParameterValue {
  const { name, type } = parameter;
  if (parameter.lookedUp === "value") {
    // What is allowed is said of the parameter's name in the store.
    check(parameter, text);
    if (found === undefined)
      throw new TemplateProblem(
        `Parameter ${name} of type ${type} cannot be looked up.`,
      );
    const inner = LOOKED_UP.exec(type)?.[1] ?? "";
    return LISTS.test(inner) ? itemsOf(found) : found;
  }
  if (!LISTS.test(type)) {
    check(parameter, text);
    return text;
  }
  const items = itemsOf(text);
  for (const item of items) check(parameter, item);
  return items;
}

const itemsOf = (text: string): readonly string[] =>
  text === "" ? [] : text.split(",").map((item) => item.trim());

function check(parameter: ParameterDeclaration, text: string): void {
  const { name, type, declared, allowedValues, constraintDescription } =
    parameter;
  const refuse = (what: string): never => {
    throw new TemplateProblem(
      `Parameter ${name} failed to satisfy constraint: ${constraintDescription ?? what}`,
    );
  };
  if (/Number/.test(type)) {
    if (text.trim() === "" || Number.isNaN(Number(text)))
      throw new TemplateProblem(
        `Parameter validation failed: parameter value ${text} for parameter name ${name} is not a number.`,
      );
    const least = limit(declared["MinValue"]);
    const most = limit(declared["MaxValue"]);
    if (least !== undefined && Number(text) < least)
      refuse(`Parameter value is less than MinValue ${least}`);
    if (most !== undefined && Number(text) > most)
      refuse(`Parameter value is greater than MaxValue ${most}`);
  }
  const shortest = limit(declared["MinLength"]);
  const longest = limit(declared["MaxLength"]);
  if (shortest !== undefined && text.length < shortest)
    refuse(`Parameter value must have length at least ${shortest}`);
  if (longest !== undefined && text.length > longest)
    refuse(`Parameter value must have length at most ${longest}`);
  const pattern = declared["AllowedPattern"];
  if (typeof pattern === "string" && !whole(pattern, name).test(text))
    refuse(`Parameter ${name} must match pattern ${pattern}`);
  if (allowedValues && !allowedValues.includes(text))
    throw new TemplateProblem(
      constraintDescription === undefined
        ? `Template error: Parameter ${name} must be one of AllowedValues`
        : `Parameter ${name} failed to satisfy constraint: ${constraintDescription}`,
    );
}

function limit(value: ObjectValue[string] | undefined): number | undefined {
  const text = asText(value);
  return text === undefined ? undefined : Number(text);
}

function whole(pattern: string, name: string): RegExp {
  try {
    return new RegExp(`^(?:${pattern})$`, "u");
  } catch {
    throw new TemplateProblem(
      `Template format error: AllowedPattern of parameter ${name} is not a regular expression.`,
    );
  }
}
