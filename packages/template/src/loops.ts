import { Evaluator } from "./evaluate.ts";
import { attempt, TemplateProblem, type Outcome } from "./problem.ts";
import type { Scope } from "./scope.ts";
import { templateFrom, type Template } from "./template.ts";
import {
  asText,
  isList,
  isObject,
  type ObjectValue,
  type Value,
} from "./value.ts";

const LOOP = "Fn::ForEach::";
/** Nested loops (user guide, "Fn::ForEach"). */
const DEEPEST = 5;
/** Members that all loops together may make: beyond any quota, and soon reached by a template that explodes. */
const MOST = 10_000;

/**
 * A template whose `Fn::ForEach` loops are written out, as the transform `AWS::LanguageExtensions` does. Collections
 * may come from parameters and mappings, not from resources.
 */
export function expandLoops(
  template: Template,
  scope: Scope,
): Outcome<Template> {
  return attempt(() => {
    const evaluator = new Evaluator(template, scope);
    const made = { count: 0 };
    const expanded = (members: ObjectValue): ObjectValue =>
      membersOf(members, {}, evaluator, 0, made);
    const result = templateFrom(
      {
        ...(template.description === undefined
          ? {}
          : { Description: template.description }),
        Metadata: template.metadata,
        Parameters: template.parameters,
        Mappings: template.mappings as ObjectValue,
        Conditions: expanded(template.conditions),
        Rules: template.rules,
        Resources: expanded(template.resources),
        Outputs: expanded(template.outputs),
        Hooks: template.hooks,
      },
      template.positionOf,
    );
    if (!result.ok)
      throw new TemplateProblem(
        result.problem.message,
        result.problem.position,
      );
    return result.value;
  });
}

type Variables = Readonly<Record<string, string>>;

function membersOf(
  members: ObjectValue,
  variables: Variables,
  evaluator: Evaluator,
  depth: number,
  made: { count: number },
): ObjectValue {
  const result: Record<string, Value> = {};
  for (const [name, value] of Object.entries(members)) {
    const entries = name.startsWith(LOOP)
      ? loop(name, value, variables, evaluator, depth, made)
      : [
          [
            filled(name, variables),
            inside(value, variables, evaluator, depth, made),
          ] as const,
        ];
    for (const [key, content] of entries) {
      if (Object.hasOwn(result, key))
        throw new TemplateProblem(
          `Template format error: duplicate key ${key} after Fn::ForEach is expanded`,
        );
      result[key] = content;
    }
  }
  return result;
}

/** A value in which the loops' variables are filled in, and loops within it written out. */
function inside(
  value: Value,
  variables: Variables,
  evaluator: Evaluator,
  depth: number,
  made: { count: number },
): Value {
  if (typeof value === "string") return filled(value, variables);
  if (isList(value))
    return value.map((item) => inside(item, variables, evaluator, depth, made));
  if (!isObject(value)) return value;
  const { Ref } = value;
  if (typeof Ref === "string" && Object.hasOwn(variables, Ref))
    return variables[Ref] ?? "";
  return membersOf(value, variables, evaluator, depth, made);
}

function loop(
  name: string,
  value: Value,
  variables: Variables,
  evaluator: Evaluator,
  depth: number,
  made: { count: number },
): (readonly [string, Value])[] {
  const refuse = (): never => {
    throw new TemplateProblem(
      `Template error: ${name} requires an identifier, a collection and an object with the output key and value`,
    );
  };
  if (depth >= DEEPEST)
    throw new TemplateProblem(
      `Template error: Fn::ForEach may be nested at most ${DEEPEST} deep`,
    );
  if (!isList(value) || value.length !== 3) return refuse();
  const [identifier, collection, body] = value;
  if (typeof identifier !== "string" || !isObject(body)) return refuse();
  if (Object.hasOwn(evaluator.template.parameters, identifier))
    throw new TemplateProblem(
      `Template error: ${name} identifier ${identifier} is a parameter's name`,
    );
  const items = evaluator.resolve(
    inside(collection ?? null, variables, evaluator, depth, made),
  );
  if (!isList(items)) return refuse();
  return items.flatMap((item) => {
    const text = asText(item);
    if (text === undefined) return refuse();
    made.count += Object.keys(body).length;
    if (made.count > MOST)
      throw new TemplateProblem(
        `Template error: Fn::ForEach makes more than ${MOST} members`,
      );
    return Object.entries(
      membersOf(
        body,
        { ...variables, [identifier]: text },
        evaluator,
        depth + 1,
        made,
      ),
    );
  });
}

/** `${Name}` as it is, `&{Name}` its letters and digits alone. */
function filled(text: string, variables: Variables): string {
  return text.replace(
    /([$&])\{(\w+)\}/g,
    (whole, sign: string, name: string) => {
      const value = Object.hasOwn(variables, name)
        ? variables[name]
        : undefined;
      if (value === undefined) return whole;
      return sign === "&" ? value.replace(/[^a-zA-Z0-9]/g, "") : value;
    },
  );
}
