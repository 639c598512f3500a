import type { RemediationConfiguration } from "@aws-sdk/client-config-service";
import { parseArn } from "../../../core/arn.ts";
import { invalid } from "../faults.ts";

/** The parameter that names the role with which automations work. */
export const ASSUMED = "AutomationAssumeRole";

/** The one value of a parameter that is given for all resources. */
export function staticValue(
  { Parameters = {} }: RemediationConfiguration,
  name: string,
): string | undefined {
  return Parameters[name]?.StaticValue?.Values?.[0];
}

/** What the function is told: the parameters by their names, one value as text and several as a list. */
export function payloadOf(
  { Parameters = {} }: RemediationConfiguration,
  resourceId: string,
): object {
  return Object.fromEntries(
    Object.entries(Parameters)
      .filter(([name]) => name !== ASSUMED)
      .map(([name, { ResourceValue, StaticValue }]) => {
        if (ResourceValue) return [name, resourceId];
        const values = StaticValue?.Values ?? [];
        return [name, values.length === 1 ? values[0] : values];
      }),
  );
}

/** What is given at most (Config API reference, RemediationConfiguration). */
const MOST = {
  MaximumAutomaticAttempts: 25,
  RetryAttemptSeconds: 2_678_000,
} as const;

/** Refuses what is not done here. @throws Fault InvalidParameterValueException */
export function checkRemediation(given: RemediationConfiguration): void {
  const { TargetId = "", TargetVersion, Parameters = {} } = given;
  if (given.TargetType !== "SSM_DOCUMENT")
    throw invalid("The TargetType must be SSM_DOCUMENT.");
  for (const [name, most] of Object.entries(MOST)) {
    const value = given[name as keyof typeof MOST] ?? 1;
    if (value < 1 || value > most)
      throw invalid(`The ${name} must be from 1 to ${most}.`);
  }
  if (parseArn(TargetId)?.service !== "lambda")
    throw invalid(
      `The document ${TargetId} is not served: there are no documents of Systems Manager here. Name a Lambda function by its ARN as the TargetId.`,
    );
  if (TargetVersion !== undefined)
    throw invalid(
      "TargetVersion is not supported: name a version within the ARN of the function.",
    );
  if (given.ExecutionControls)
    throw invalid("ExecutionControls are not supported.");
  for (const [name, { ResourceValue, StaticValue }] of Object.entries(
    Parameters,
  ))
    if ((ResourceValue === undefined) === (StaticValue === undefined))
      throw invalid(
        `The parameter ${name} needs either a ResourceValue or a StaticValue.`,
      );
  if (given.Automatic && staticValue(given, ASSUMED) === undefined)
    throw invalid(
      `Automatic remediation needs the parameter ${ASSUMED} with the ARN of a role.`,
    );
}
