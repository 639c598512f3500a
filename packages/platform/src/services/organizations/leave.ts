import type { Context } from "../../core/context.ts";
import { accountPlaced } from "../../core/identity/account-placed.ts";
import {
  organizationNodes,
  type OrganizationNode,
} from "../../core/identity/organization.ts";
import { violates } from "./faults.ts";

/** Takes an account out of its organization, which its policies stop to bind. @throws Fault ConstraintViolationException */
export async function leave(
  { id, orgId, membership }: OrganizationNode,
  ctx: Context,
): Promise<void> {
  if (Object.keys(membership?.administers ?? {}).length > 0)
    throw violates(
      "CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG",
      "You attempted to remove an account from the organization that is registered as a delegated administrator for a service integrated with your organization.",
    );
  if (membership?.status === "SUSPENDED")
    throw violates(
      "ACCOUNT_CANNOT_LEAVE_ORGANIZATION",
      "You attempted to remove an account that is closed.",
    );
  await ctx.table(organizationNodes).delete(id);
  ctx.emit(accountPlaced, { orgId, accountId: id });
}
