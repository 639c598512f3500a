import { randomUUID } from "node:crypto";
import type { RemediationConfiguration } from "@aws-sdk/client-config-service";
import type { Context } from "../../../core/context.ts";
import { invalid } from "../faults.ts";
import { existingRule } from "../rules/rules.ts";
import { existingRemediation } from "./existing.ts";
import { checkRemediation } from "./parameters.ts";
import { executions, remediationArnOf, remediations } from "./tables.ts";

/**
 * Makes or changes what is done about resources that a rule finds wrong: a person for a rule of the account's own,
 * a service for a rule that it made.
 * @throws Fault NoSuchConfigRuleException, InvalidParameterValueException
 */
export async function putRemediation(
  given: RemediationConfiguration,
  createdBy: string | undefined,
  ctx: Context,
): Promise<void> {
  const rule = given.ConfigRuleName ?? "";
  checkOwner(rule, (await existingRule(rule, ctx)).createdBy, createdBy);
  checkRemediation(given);
  await ctx.table(remediations).put({
    rule,
    configuration: {
      ...given,
      Arn: remediationArnOf(ctx, rule),
      ...(createdBy === undefined ? {} : { CreatedByService: createdBy }),
    },
    revision: randomUUID(),
  });
}

/** @throws Fault NoSuchRemediationConfigurationException, InvalidParameterValueException */
export async function deleteRemediation(
  rule: string,
  createdBy: string | undefined,
  ctx: Context,
): Promise<void> {
  const { configuration } = await existingRemediation(rule, ctx);
  if (configuration.CreatedByService !== undefined)
    checkOwner(rule, configuration.CreatedByService, createdBy);
  await ctx.table(remediations).delete(rule);
  const { rows } = await ctx.table(executions).list({ prefix: [rule] });
  for (const { resourceType, resourceId } of rows)
    await ctx.table(executions).delete(rule, resourceType, resourceId);
}

function checkOwner(
  rule: string,
  owner: string | undefined,
  by: string | undefined,
): void {
  if (owner !== by)
    throw invalid(
      `The rule ${rule} is a service-linked rule of ${owner}: only that service can add, change or delete its remediation configuration.`,
    );
}
