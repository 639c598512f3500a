import {
  LeaveOrganizationCommand,
  MasterCannotLeaveOrganizationException,
} from "@aws-sdk/client-organizations";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { asMember } from "../membership.ts";
import { accountIn } from "../nodes.ts";
import { leave } from "../leave.ts";

/** A member account leaves by its own will. */
export const LeaveOrganization = operation(LeaveOrganizationCommand, {
  needs: () => [allow("organizations:LeaveOrganization", "*")],

  async handle(_input, ctx) {
    const organization = await asMember(ctx);
    if (ctx.accountId === organization.managementAccountId)
      throw fault(
        MasterCannotLeaveOrganizationException,
        "You can't remove a management account from an organization.",
      );
    await leave(await accountIn(organization, ctx.accountId, ctx), ctx);
    return {};
  },
});
