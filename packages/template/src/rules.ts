import { Evaluator } from "./evaluate.ts";
import { attempt, TemplateProblem, type Outcome } from "./problem.ts";
import type { Scope } from "./scope.ts";
import type { Template } from "./template.ts";
import { asText, isList, isObject, onlyMember, type Value } from "./value.ts";

/** An assertion of a template's rules that does not hold. */
export interface BrokenRule {
  readonly rule: string;
  readonly description: string;
}

/**
 * The assertions of a template's rules that its parameters break (user guide, "Rules").
 * `Fn::RefAll`, `Fn::ValueOf` and `Fn::ValueOfAll` ask a list of values of the account, which is not known here:
 * they are refused.
 */
export function brokenRules(
  template: Template,
  scope: Scope,
): Outcome<readonly BrokenRule[]> {
  return attempt(() => {
    const evaluator = new Evaluator(template, scope);
    return Object.entries(template.rules).flatMap(([rule, content]) => {
      const { RuleCondition, Assertions } = content;
      if (RuleCondition !== undefined && !holds(RuleCondition, evaluator))
        return [];
      if (!isList(Assertions))
        throw new TemplateProblem(
          `Template format error: Rule ${rule} must have a list of Assertions`,
        );
      return Assertions.flatMap((assertion) => {
        if (!isObject(assertion) || assertion["Assert"] === undefined)
          throw new TemplateProblem(
            `Template format error: every assertion of rule ${rule} must have an Assert`,
          );
        return holds(assertion["Assert"], evaluator)
          ? []
          : [
              {
                rule,
                description:
                  asText(assertion["AssertDescription"]) ??
                  `Rule ${rule} is broken`,
              },
            ];
      });
    });
  });
}

const COMBINED = new Set(["Fn::And", "Fn::Or", "Fn::Not"]);

function holds(value: Value, evaluator: Evaluator): boolean {
  const [name = "", operand = null] = onlyMember(value) ?? [];
  if (COMBINED.has(name) && isList(operand)) {
    const parts = operand.map((one) => holds(one, evaluator));
    if (name === "Fn::And") return parts.every(Boolean);
    return name === "Fn::Or" ? parts.some(Boolean) : !parts[0];
  }
  const check = CHECKS[name];
  if (check) {
    if (!isList(operand) || operand.length !== 2) return refuse(name);
    const [left, right] = operand.map((one) => texts(one, evaluator));
    return check(left ?? [], right ?? []);
  }
  if (/^Fn::(RefAll|ValueOf|ValueOfAll)$/.test(name))
    throw new TemplateProblem(
      `Template error: ${name} asks for values of the account, which are not offered`,
    );
  return evaluator.truth(value) ?? false;
}

const CHECKS: Readonly<
  Record<string, (left: readonly string[], right: readonly string[]) => boolean>
> = {
  "Fn::Contains": (list, value) => value.every((one) => list.includes(one)),
  "Fn::EachMemberEquals": (list, value) =>
    list.every((one) => one === value[0]),
  "Fn::EachMemberIn": (list, others) =>
    list.every((one) => others.includes(one)),
};

function texts(value: Value, evaluator: Evaluator): readonly string[] {
  const resolved = evaluator.resolve(value);
  return (isList(resolved) ? resolved : [resolved]).flatMap(
    (one) => asText(one) ?? [],
  );
}

function refuse(name: string): never {
  throw new TemplateProblem(`Template error: ${name} requires two parameters`);
}
