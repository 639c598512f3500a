import type { Properties } from "../../../core/resource-type.ts";
import type { Subject } from "../views/subject.ts";
import type { Verdict } from "../verdict.ts";

/** A parameter of a managed rule; AWS writes all values as texts. */
export interface RuleParameter {
  readonly required?: true;
  readonly default?: string;
  /** What a value must look like. */
  readonly form?: RegExp;
}

/** One of AWS's managed rules, as its documentation lists it. */
export interface ManagedRule {
  /** As `LAMBDA_FUNCTION_SETTINGS_CHECK`. */
  readonly identifier: string;
  /** The resource types it is about; none where it is about every type. */
  readonly types: readonly string[];
  /** Whether AWS runs it before a resource is made. */
  readonly proactive?: true;
  readonly parameters?: Readonly<Record<string, RuleParameter>>;
  readonly check: (
    properties: Properties,
    parameters: Readonly<Record<string, string>>,
    subject: Subject,
  ) => Verdict;
}

/** Parts of a comma-separated parameter. */
export function listed(text: string | undefined): readonly string[] {
  return (text ?? "")
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

/** A member deep in properties, by its path: `at(properties, "TracingConfig", "Mode")`. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const step of path) {
    if (typeof found !== "object" || found === null) return undefined;
    found = Object.hasOwn(found, step)
      ? (found as Record<string, unknown>)[step]
      : undefined;
  }
  return found;
}

export function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

export function isTrue(value: unknown): boolean {
  return value === true || value === "true";
}
