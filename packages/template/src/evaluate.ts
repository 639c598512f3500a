import { INTRINSICS } from "./intrinsics/list.ts";
import { isIntrinsic } from "./intrinsics/names.ts";
import { attempt, TemplateProblem, type Outcome } from "./problem.ts";
import { NOTHING, Unresolved, type Evaluation, type Result } from "./result.ts";
import type { Scope } from "./scope.ts";
import type { Template } from "./template.ts";
import {
  isList,
  isObject,
  onlyMember,
  type ObjectValue,
  type Value,
} from "./value.ts";

/** Resolves what one template's functions say. */
export class Evaluator implements Evaluation {
  readonly template: Template;
  readonly scope: Scope;
  readonly #conditions = new Map<string, boolean | undefined>();
  readonly #judging = new Set<string>();

  constructor(template: Template, scope: Scope) {
    this.template = template;
    this.scope = scope;
  }

  resolve(value: Value): Value | undefined {
    const result = this.evaluate(value);
    return result === NOTHING
      ? undefined
      : result instanceof Unresolved
        ? result.written
        : result;
  }

  evaluate(value: Value): Result {
    if (isList(value)) return this.#list(value);
    if (!isObject(value)) return value;
    const member = onlyMember(value);
    if (member && isIntrinsic(member[0])) {
      const [name, operand] = member;
      const intrinsic = INTRINSICS[name];
      if (!intrinsic)
        throw new TemplateProblem(
          `Template error: ${name} can only be used in the Rules section`,
        );
      return intrinsic(operand, this);
    }
    return this.#object(value);
  }

  condition(name: string): boolean | undefined {
    if (this.#conditions.has(name)) return this.#conditions.get(name);
    if (!Object.hasOwn(this.template.conditions, name))
      throw new TemplateProblem(
        `Template format error: Unresolved dependencies [${name}]. Cannot reference resources in the Conditions block of the template`,
      );
    if (this.#judging.has(name))
      throw new TemplateProblem(
        `Template format error: Circular dependency in conditions [${[...this.#judging].join(", ")}]`,
      );
    this.#judging.add(name);
    const held = this.truth(this.template.conditions[name] ?? null);
    this.#judging.delete(name);
    this.#conditions.set(name, held);
    return held;
  }

  truth(value: Value): boolean | undefined {
    const member = onlyMember(value);
    if (member?.[0] === "Condition" && typeof member[1] === "string")
      return this.condition(member[1]);
    const result = this.evaluate(value);
    if (result instanceof Unresolved) return undefined;
    if (result === true || result === "true") return true;
    if (result === false || result === "false") return false;
    throw new TemplateProblem(
      "Template format error: Every Conditions member must be a condition function: Fn::And, Fn::Equals, Fn::If, Fn::Not or Fn::Or",
    );
  }

  #list(values: readonly Value[]): Result {
    return gathered(
      values.map((value) => this.evaluate(value)),
      (known) => known,
    );
  }

  #object(value: ObjectValue): Result {
    const names = Object.keys(value);
    const results = names.map((name) => this.evaluate(value[name] ?? null));
    let known = true;
    const members = names.flatMap((name, i) => {
      const result = results[i] ?? null;
      if (result === NOTHING) return [];
      if (!(result instanceof Unresolved)) return [[name, result] as const];
      known = false;
      return [[name, result.written] as const];
    });
    const object = Object.fromEntries(members);
    return known ? object : new Unresolved(object);
  }
}

/** Results as one list; not known where one of them is not. */
export function gathered(
  results: readonly Result[],
  as: (values: readonly Value[]) => Value,
): Result {
  const kept = results.filter((result) => result !== NOTHING);
  const values = kept.map((result) =>
    result instanceof Unresolved ? result.written : result,
  );
  return kept.some((result) => result instanceof Unresolved)
    ? new Unresolved(as(values))
    : as(values);
}

/** Resolves one value of a template. Undefined stands for `AWS::NoValue`. */
export function resolveValue(
  value: Value,
  template: Template,
  scope: Scope,
): Outcome<Value | undefined> {
  return attempt(() => new Evaluator(template, scope).resolve(value));
}

/** Which of a template's conditions hold; one that cannot be told yet is undefined. */
export function conditionsOf(
  template: Template,
  scope: Scope,
): Outcome<Readonly<Record<string, boolean | undefined>>> {
  return attempt(() => {
    const evaluator = new Evaluator(template, scope);
    return Object.fromEntries(
      Object.keys(template.conditions).map((name) => [
        name,
        evaluator.condition(name),
      ]),
    );
  });
}
