import {
  InsufficientPermissionsException,
  type ConfigRule,
} from "@aws-sdk/client-config-service";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import { parseArn } from "../../../core/arn.ts";
import type { Context } from "../../../core/context.ts";
import { Fault, fault } from "../../../core/errors.ts";
import { invalid } from "../faults.ts";
import { managedRules } from "../managed/managed-rules.ts";
import type { ManagedRule } from "../managed/managed-rule.ts";
import { ruleArnOf, ruleIdOf, type RuleRow } from "../tables.ts";
import { rulesOf } from "./guard.ts";

/** What a rule is made of when it is put, checked. @throws Fault InvalidParameterValueException, InsufficientPermissionsException */
export async function checkedRule(
  name: string,
  rule: ConfigRule,
  ctx: Context,
): Promise<Omit<RuleRow, "createdAt" | "revision">> {
  const { Source, Scope, MaximumExecutionFrequency } = rule;
  if (!Source) throw invalid("The rule has no Source.");
  const parameters = objectIn(rule.InputParameters);
  checkScope(rule);
  switch (Source.Owner) {
    case "AWS":
      checkManaged(rule, parameters);
      break;
    case "CUSTOM_POLICY":
      checkPolicy(rule);
      break;
    default:
      await checkFunction(name, rule, ctx);
  }
  return {
    name,
    id: ruleIdOf(ctx, name),
    ...(rule.Description === undefined
      ? {}
      : { description: rule.Description }),
    ...(Scope ? { scope: Scope } : {}),
    source: Source,
    ...(rule.InputParameters === undefined
      ? {}
      : { inputParameters: rule.InputParameters }),
    ...(MaximumExecutionFrequency === undefined
      ? {}
      : { frequency: MaximumExecutionFrequency }),
    modes: modesOf(rule),
  };
}

/** The modes a rule is evaluated in: detective where none is given. */
function modesOf({ EvaluationModes = [] }: ConfigRule): RuleRow["modes"] {
  const modes = EvaluationModes.flatMap(({ Mode }) => (Mode ? [Mode] : []));
  return modes.length > 0 ? [...new Set(modes)] : ["DETECTIVE"];
}

/** A rule's parameters. @throws Fault InvalidParameterValueException */
export function objectIn(
  inputParameters: string | undefined,
): Readonly<Record<string, string>> {
  if (inputParameters === undefined || inputParameters === "") return {};
  try {
    const parsed = JSON.parse(inputParameters) as unknown;
    if (typeof parsed === "object" && parsed && !Array.isArray(parsed))
      return parsed as Record<string, string>;
  } catch {
    // Told below, as everything that is no object.
  }
  throw invalid(
    `Blank spaces or invalid JSON in the inputParameters: ${inputParameters}`,
  );
}

function checkScope({ Scope }: ConfigRule): void {
  if (!Scope) return;
  const { ComplianceResourceTypes = [], ComplianceResourceId } = Scope;
  if (
    ComplianceResourceId !== undefined &&
    ComplianceResourceTypes.length !== 1
  )
    throw invalid(
      "If you specify a resource ID, you must specify exactly one resource type for ComplianceResourceTypes.",
    );
  if (Scope.TagValue !== undefined && Scope.TagKey === undefined)
    throw invalid("A TagValue needs a TagKey.");
}

function checkManaged(
  { Source, Scope, EvaluationModes = [] }: ConfigRule,
  given: Readonly<Record<string, unknown>>,
): void {
  const { SourceIdentifier, SourceDetails = [] } = Source ?? {};
  const managed = managedRules.get(SourceIdentifier ?? "");
  if (!managed)
    throw invalid(
      `The sourceIdentifier ${SourceIdentifier} is invalid. Please refer to the documentation for a list of valid sourceIdentifiers that can be used when AWS is the Owner.`,
    );
  if (SourceDetails.length > 0)
    throw invalid("SourceDetails should be null/empty if the owner is AWS.");
  checkParameters(managed, given);
  if (
    EvaluationModes.some(({ Mode }) => Mode === "PROACTIVE") &&
    !managed.proactive
  )
    throw invalid(
      `The managed rule ${managed.identifier} does not support the evaluation mode PROACTIVE.`,
    );
  const foreign = (Scope?.ComplianceResourceTypes ?? []).filter(
    (type) => managed.types.length > 0 && !managed.types.includes(type),
  );
  if (foreign.length > 0)
    throw invalid(
      `The managed rule ${managed.identifier} is not about the resource types [${foreign.join(", ")}].`,
    );
}

function checkParameters(
  { parameters = {} }: ManagedRule,
  given: Readonly<Record<string, unknown>>,
): void {
  const unknown = Object.keys(given).filter(
    (name) => !Object.hasOwn(parameters, name),
  );
  if (unknown.length > 0)
    throw invalid(
      `Unknown parameters provided in the inputParameters: ${JSON.stringify(
        Object.fromEntries(unknown.map((name) => [name, given[name]])),
      )}.`,
    );
  for (const [name, { required, default: standard, form }] of Object.entries(
    parameters,
  )) {
    const value = given[name] ?? standard;
    if (required && value === undefined)
      throw invalid(
        `The required parameter [${name}] is not present in the inputParameters.`,
      );
    if (value === undefined) continue;
    if (typeof value !== "string" || (form && !form.test(value)))
      throw invalid(
        `The value of the parameter [${name}] in the inputParameters is not valid.`,
      );
  }
}

function checkPolicy({ Source }: ConfigRule): void {
  const {
    CustomPolicyDetails,
    SourceIdentifier,
    SourceDetails = [],
  } = Source ?? {};
  if (!CustomPolicyDetails)
    throw invalid(
      "CustomPolicyDetails is required if the owner is CUSTOM_POLICY.",
    );
  if (SourceIdentifier !== undefined)
    throw invalid(
      "SourceIdentifier should be null if the owner is CUSTOM_POLICY.",
    );
  if (
    SourceDetails.some(
      ({ MessageType }) => MessageType === "ScheduledNotification",
    )
  )
    throw invalid(
      "ScheduledNotification is not supported if the owner is CUSTOM_POLICY.",
    );
  const { PolicyRuntime, PolicyText } = CustomPolicyDetails;
  if (!/^guard-2\.x\.x$/.test(PolicyRuntime ?? ""))
    throw invalid(
      `The PolicyRuntime ${PolicyRuntime} is not valid: use guard-2.x.x.`,
    );
  const parsed = rulesOf(PolicyText ?? "");
  if (!parsed.ok) {
    const [error] = parsed.errors;
    throw invalid(
      `The PolicyText is not valid at line ${error?.line}, column ${error?.column}: ${error?.message}`,
    );
  }
}

/** The function must let Config call it, for this rule. */
async function checkFunction(
  name: string,
  { Source }: ConfigRule,
  ctx: Context,
): Promise<void> {
  const { SourceIdentifier = "", SourceDetails = [] } = Source ?? {};
  const named = parseArn(SourceIdentifier);
  if (named?.service !== "lambda")
    throw invalid(`The function ARN ${SourceIdentifier} is not valid.`);
  if (SourceDetails.length === 0)
    throw invalid(
      "SourceDetails cannot be empty if the owner is CUSTOM_LAMBDA.",
    );
  try {
    await ctx.send(
      new InvokeCommand({
        FunctionName: SourceIdentifier,
        InvocationType: "DryRun",
      }),
      { as: "config.amazonaws.com", sourceArn: ruleArnOf(ctx, name) },
    );
  } catch (error) {
    if (!(error instanceof Fault) || error.status >= 500) throw error;
    throw fault(
      InsufficientPermissionsException,
      `The AWS Lambda function ${SourceIdentifier} cannot be invoked. Check the specified function ARN, and check the function's permissions.`,
    );
  }
}
