import type { StateValue } from "../tables.ts";
import type { Rule } from "./parse.ts";

/** Whether a rule holds; an alarm that does not exist is in no state. */
export function holds(
  rule: Rule,
  stateOf: (alarm: string) => StateValue | undefined,
): boolean {
  switch (rule.kind) {
    case "constant":
      return rule.value;
    case "state":
      return stateOf(rule.alarm) === rule.state;
    case "not":
      return !holds(rule.rule, stateOf);
    case "all":
      return rule.rules.every((part) => holds(part, stateOf));
    case "any":
      return rule.rules.some((part) => holds(part, stateOf));
  }
}
