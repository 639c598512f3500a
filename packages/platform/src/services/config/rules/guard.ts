import {
  documentOf,
  evaluate,
  parseRules,
  type FileReport,
  type ParsedRules,
  type PlainValue,
} from "@gatehouse/guard";
import type { Properties } from "../../../core/resource-type.ts";
import {
  compliant,
  nonCompliant,
  shortened,
  type Verdict,
} from "../verdict.ts";
import type { Subject } from "../views/subject.ts";
import {
  configurationItemView,
  schemaView,
  type View,
} from "../views/views.ts";

/** What a policy says of a resource, by which view of it, and what happened on the way. */
export interface GuardVerdict extends Verdict {
  readonly view: View;
  readonly log: readonly string[];
}

/** Work that one policy may be, in Guard's steps: a few hundred milliseconds. */
const STEPS = 1_000_000;
const KEPT = 500;

const compiled = new Map<string, ParsedRules>();

/** A policy's rules, read once for all evaluations. */
export function rulesOf(policyText: string): ParsedRules {
  let parsed = compiled.get(policyText);
  if (!parsed) {
    parsed = parseRules(policyText);
    const oldest = compiled.size >= KEPT ? compiled.keys().next() : undefined;
    if (oldest?.value !== undefined) compiled.delete(oldest.value);
    compiled.set(policyText, parsed);
  }
  return parsed;
}

/**
 * Judges a resource by a Guard policy. It is judged as a configuration item; where that says nothing of it, or
 * misses what the policy names, as CloudFormation's schema has it.
 */
export function judgedByGuard(
  policyText: string,
  subject: Subject,
  parameters: Properties,
  now: number,
): GuardVerdict {
  const item = report(
    policyText,
    configurationItemView(subject),
    parameters,
    now,
  );
  if (isAnswer(item)) return verdictOf(item, "configuration item");
  const schema = report(policyText, schemaView(subject), parameters, now);
  return schema.status === "PASS" || schema.status === "FAIL"
    ? verdictOf(schema, "CloudFormation schema")
    : verdictOf(item, "configuration item");
}

function report(
  policyText: string,
  view: Properties,
  parameters: Properties,
  now: number,
): FileReport {
  const parsed = rulesOf(policyText);
  if (!parsed.ok) throw new Error("A policy that cannot be read was kept.");
  const document = documentOf({
    ...view,
    CONFIG_RULE_PARAMETERS: parameters,
  } as unknown as PlainValue);
  return evaluate(parsed.rules, document, { now, steps: STEPS });
}

/** Whether the configuration item is what a policy means: not if it fails only because what it names is not there. */
function isAnswer({ status, rules }: FileReport): boolean {
  if (status === "PASS") return true;
  if (status !== "FAIL") return false;
  return rules
    .flatMap(({ clauses }) => clauses)
    .some(({ missing }) => missing === undefined);
}

function verdictOf(found: FileReport, view: View): GuardVerdict {
  const log = found.rules.map(
    ({ name, status, error }) =>
      `${name}: ${status}${error ? ` (${error.message})` : ""}`,
  );
  const told = (annotation: string) =>
    shortened(`${annotation} [judged by the ${view}]`);
  switch (found.status) {
    case "PASS":
      return { ...compliant, annotation: told("Compliant."), view, log };
    case "SKIP":
      return {
        compliance: "NOT_APPLICABLE",
        annotation: told("No rule applies."),
        view,
        log,
      };
    case "ERROR": {
      // A rule that cannot be decided lets nothing pass.
      const failed = found.rules.find(({ error }) => error);
      const why = `${failed?.name}: ${failed?.error?.message}`;
      return { ...nonCompliant(told(why)), view, log };
    }
    case "FAIL":
      return { ...nonCompliant(told(whyNot(found))), view, log };
  }
}

function whyNot({ rules }: FileReport): string {
  const reasons = rules
    .filter(({ status }) => status === "FAIL")
    .map(({ name, messages, clauses }) =>
      messages.length > 0
        ? messages.join(" ")
        : `${name}: ${clauses.map(({ reason }) => reason).join(" ")}`,
    )
    .join(" ");
  // The view's name must have its place as well.
  return reasons.length > 200 ? `${reasons.slice(0, 199)}…` : reasons;
}
