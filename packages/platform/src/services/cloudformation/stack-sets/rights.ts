import { createHash } from "node:crypto";
import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DetachRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { globalArn } from "../../../core/arn.ts";
import { assumedRole } from "../../../core/assumed-role.ts";
import type { RoleCaller } from "../../../core/caller.ts";
import type { Context, Place } from "../../../core/context.ts";
import { Fault, fault } from "../../../core/errors.ts";
import { rootCaller } from "../../../core/identity/root.ts";
import { isRefusal, ORGANIZATION_SERVICE } from "./organization.ts";
import { stackSetArn } from "./sets.ts";
import type { StackSetRow } from "./tables.ts";

export const ADMINISTRATION_ROLE =
  "AWSCloudFormationStackSetAdministrationRole";
export const EXECUTION_ROLE = "AWSCloudFormationStackSetExecutionRole";

const SESSION = "stackset";

/** With whose rights a set works in an account. @throws Fault in CloudFormation's words where it may not */
export function rightsIn(
  account: string,
  set: StackSetRow,
  place: Place,
  ctx: Context,
): Promise<RoleCaller> {
  return set.permissionModel === "SERVICE_MANAGED"
    ? organizationRights(account, set, ctx)
    : ownRights(account, set, place, ctx);
}

/** The administration role enters the account by its execution role: each must trust the one before it. */
async function ownRights(
  account: string,
  { id, administrationRoleArn, executionRoleName }: StackSetRow,
  place: Place,
  ctx: Context,
): Promise<RoleCaller> {
  const administration =
    administrationRoleArn ?? defaultAdministrationRole(place);
  const execution = executionRoleName ?? EXECUTION_ROLE;
  const name = administration.split("/").at(-1);
  const administrator = await assumedRole(
    administration,
    SESSION,
    {
      as: "cloudformation.amazonaws.com",
      sourceArn: stackSetArn(place, id),
      accountId: place.accountId,
    },
    ctx,
  ).catch(
    refusedAs(
      `Account ${place.accountId} should have '${name}' role with trust relationship to CloudFormation service.`,
    ),
  );
  const { caller } = await assumedRole(
    globalArn("iam", account, `role/${execution}`),
    SESSION,
    { as: administrator.caller },
    ctx,
  ).catch(
    refusedAs(
      `Account ${account} should have '${execution}' role with trust relationship to Role '${name}'.`,
    ),
  );
  return caller;
}

export const defaultAdministrationRole = ({ accountId }: Place): string =>
  globalArn("iam", accountId, `role/${ADMINISTRATION_ROLE}`);

/**
 * An organization's set makes a role of its own in the account, as the account itself; only the service that the
 * organization trusts takes it on.
 */
async function organizationRights(
  account: string,
  { id }: StackSetRow,
  ctx: Context,
): Promise<RoleCaller> {
  const RoleName = organizationRole(id);
  const as = rootCaller(account);
  await ctx
    .send(
      new CreateRoleCommand({
        RoleName,
        Description:
          "Role created by AWSCloudFormation Stack Sets to perform stack set operations",
        AssumeRolePolicyDocument: JSON.stringify({
          Version: "2012-10-17",
          Statement: {
            Effect: "Allow",
            Principal: { Service: ORGANIZATION_SERVICE },
            Action: "sts:AssumeRole",
          },
        }),
      }),
      { as },
    )
    .catch((error: unknown) => {
      if (
        !(error instanceof Fault) ||
        error.name !== "EntityAlreadyExistsException"
      )
        throw error;
    });
  await ctx.send(
    new AttachRolePolicyCommand({
      RoleName,
      PolicyArn: ADMINISTRATOR,
    }),
    { as },
  );
  const { caller } = await assumedRole(
    globalArn("iam", account, `role/${RoleName}`),
    SESSION,
    { as: ORGANIZATION_SERVICE, accountId: account },
    ctx,
  );
  return caller;
}

/** Takes the role of an organization's set away from an account that it has left. */
export async function removeOrganizationRights(
  account: string,
  { id }: StackSetRow,
  ctx: Context,
): Promise<void> {
  const RoleName = organizationRole(id);
  const as = rootCaller(account);
  try {
    await ctx.send(
      new DetachRolePolicyCommand({ RoleName, PolicyArn: ADMINISTRATOR }),
      { as },
    );
    await ctx.send(new DeleteRoleCommand({ RoleName }), { as });
  } catch (error) {
    // Gone already, or kept by a policy of the organization: it gives nothing to anybody but the service.
    if (!isRefusal(error)) throw error;
  }
}

const ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess";

const organizationRole = (setId: string): string =>
  `stacksets-exec-${createHash("sha256").update(setId).digest("hex").slice(0, 32)}`;

const refusedAs = (message: string) => (error: unknown) => {
  if (!isRefusal(error)) throw error;
  throw fault("AccessDenied", message, 403);
};
