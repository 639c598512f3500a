import {
  bindParameters,
  brokenRules,
  conditionsOf,
  declarationsOf,
  dependenciesOf,
  expandLoops,
  parametersOf,
  readTemplate,
  type Dependencies,
  type Outcome,
  type ParameterDeclaration,
  type ParameterValue,
  type ResourceDeclaration,
  type Scope,
  type Template,
} from "@gatehouse/template";
import type { Place } from "../../core/context.ts";
import { stackArn, type StackRow } from "./tables.ts";
import { invalid } from "./stack.ts";
import {
  LANGUAGE_EXTENSIONS,
  TransformFailed,
} from "./macros/transform-names.ts";

/** A template with everything decided that can be before a resource exists. */
export interface Plan {
  readonly template: Template;
  readonly declared: readonly ParameterDeclaration[];
  /** Without what resources give. */
  readonly scope: Scope;
  readonly conditions: Readonly<Record<string, boolean | undefined>>;
  /** Those whose condition holds. */
  readonly resources: ReadonlyMap<string, ResourceDeclaration>;
  readonly dependencies: Dependencies;
}

/** The stack that a template is for. */
export interface PlannedStack extends Pick<
  StackRow,
  "name" | "id" | "notificationArns" | "roleArn"
> {
  readonly place: Place;
  /** What parameters that name some of the Parameter Store stand for. */
  readonly found?: Readonly<Record<string, string>>;
}

/** @throws Fault ValidationError */
export function template(text: string): Template {
  return must(readTemplate(text));
}

/**
 * Decides all that a template's parameters decide. @param given by parameter
 * @throws Fault ValidationError in CloudFormation's words; TransformFailed where loops cannot be written out
 */
export function planOf(
  written: Template,
  given: Readonly<Record<string, string>>,
  stack: PlannedStack,
): Plan {
  const declared = must(parametersOf(written));
  const parameters = must(bindParameters(written, given, stack.found));
  const extended = written.transforms.includes(LANGUAGE_EXTENSIONS);
  const scope = scopeBefore(parameters, stack, extended);
  const expanded = extended ? withoutLoops(written, scope) : written;
  const broken = must(brokenRules(expanded, scope));
  if (broken.length > 0)
    throw invalid(
      `Template validation error: ${broken.map(({ description }) => description).join("; ")}`,
    );
  const conditions = must(conditionsOf(expanded, scope));
  const declarations = must(declarationsOf(expanded)).filter(
    ({ condition }) =>
      condition === undefined || conditions[condition] !== false,
  );
  return {
    template: expanded,
    declared,
    scope,
    conditions,
    resources: new Map(declarations.map((one) => [one.logicalId, one])),
    dependencies: must(dependenciesOf(expanded, declarations)),
  };
}

function withoutLoops(written: Template, scope: Scope): Template {
  const outcome = expandLoops(written, scope);
  if (outcome.ok) return outcome.value;
  throw new TransformFailed(
    `Transform ${LANGUAGE_EXTENSIONS} failed with: ${outcome.problem.message}`,
  );
}

/** What a template's functions see before a resource exists. */
export function scopeBefore(
  parameters: Scope["parameters"],
  stack: PlannedStack,
  extended: boolean,
): Scope {
  return { parameters, pseudo: pseudoOf(stack), extended };
}

function pseudoOf({
  place,
  notificationArns,
  ...stack
}: PlannedStack): Readonly<Record<string, ParameterValue>> {
  return {
    "AWS::AccountId": place.accountId,
    "AWS::NotificationARNs": notificationArns,
    "AWS::Partition": "aws",
    "AWS::Region": place.region,
    "AWS::StackId": stackArn(place, stack),
    "AWS::StackName": stack.name,
    "AWS::URLSuffix": "amazonaws.com",
  };
}

/** The value, or its problem as CloudFormation answers it. @throws Fault ValidationError */
export function must<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw invalid(outcome.problem.message);
  return outcome.value;
}
