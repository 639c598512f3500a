import {
  AccountAlreadyClosedException,
  CloseAccountCommand,
} from "@aws-sdk/client-organizations";
import { fault } from "../../../core/errors.ts";
import { organizationNodes } from "../../../core/identity/organization.ts";
import { operation } from "../../../core/operation.ts";
import { onNode } from "../arns.ts";
import { noSuchAccount, violates } from "../faults.ts";
import { asManagement } from "../membership.ts";
import { accountIn } from "../nodes.ts";

/** Suspends a member account: nobody in it may do anything from then on. */
export const CloseAccount = operation(CloseAccountCommand, {
  needs: async ({ AccountId }, ctx) => [
    await onNode("CloseAccount", AccountId, ctx),
  ],

  async handle({ AccountId }, ctx) {
    const organization = await asManagement(ctx);
    const { membership, ...node } = await accountIn(
      organization,
      AccountId,
      ctx,
    );
    if (!membership) throw noSuchAccount();
    if (AccountId === organization.managementAccountId)
      throw violates(
        "CANNOT_CLOSE_MANAGEMENT_ACCOUNT",
        "You attempted to close the management account.",
      );
    if (membership.status === "SUSPENDED")
      throw fault(
        AccountAlreadyClosedException,
        "You attempted to close an account that is already closed.",
      );
    await ctx.table(organizationNodes).put({
      ...node,
      membership: { ...membership, status: "SUSPENDED" },
    });
    return {};
  },
});
