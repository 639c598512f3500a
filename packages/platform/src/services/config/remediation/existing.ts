import { NoSuchRemediationConfigurationException } from "@aws-sdk/client-config-service";
import type { Context } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import { remediations, type RemediationRow } from "./tables.ts";

/** @throws Fault NoSuchRemediationConfigurationException */
export async function existingRemediation(
  rule: string,
  ctx: Context,
): Promise<RemediationRow> {
  const row = await ctx.table(remediations).get(rule);
  if (!row)
    throw fault(
      NoSuchRemediationConfigurationException,
      `The rule ${rule} has no remediation configuration.`,
    );
  return row;
}
