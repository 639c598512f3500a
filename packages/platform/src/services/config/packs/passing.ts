import { InsufficientPermissionsException } from "@aws-sdk/client-config-service";
import { parseArn } from "../../../core/arn.ts";
import type { Context, Place } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import { notValid } from "../faults.ts";
import { ASSUMED, staticValue } from "../remediation/parameters.ts";
import type { PackRule } from "./template.ts";

/**
 * Whoever puts a pack hands over the roles that its remediation works with, and must be allowed to pass each.
 * @throws Fault InsufficientPermissionsException
 */
export async function checkPassing(
  rules: readonly PackRule[],
  ctx: Context,
): Promise<void> {
  for (const role of rolesOf(rules))
    if (!(await ctx.permits("iam:PassRole", role, PASSED)))
      throw fault(
        InsufficientPermissionsException,
        `The conformance pack cannot be created because you do not have permission to pass the role ${role}.`,
      );
}

const PASSED = { "iam:PassedToService": "ssm.amazonaws.com" };

/**
 * What an organization deploys works with roles of the account it is deployed into, and of no other.
 * @throws Fault ValidationException
 */
export function checkRolesAreOwn(
  rules: readonly PackRule[],
  { accountId }: Place,
): void {
  for (const role of rolesOf(rules))
    if (parseArn(role)?.accountId !== accountId)
      throw notValid(
        `The role ${role} is not one of the account ${accountId}.`,
      );
}

const rolesOf = (rules: readonly PackRule[]): ReadonlySet<string> =>
  new Set(
    rules.flatMap(
      ({ remediation }) =>
        (remediation && staticValue(remediation, ASSUMED)) ?? [],
    ),
  );
