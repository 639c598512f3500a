import { CreateAccountCommand } from "@aws-sdk/client-organizations";
import { accounts } from "../../../core/identity/tables.ts";
import type { Context } from "../../../core/context.ts";
import { allow, operation } from "../../../core/operation.ts";
import { digits, hexadecimal } from "../../../core/random.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { shownRequest } from "../account-requests.ts";
import { invalidInput } from "../faults.ts";
import { asManagement } from "../membership.ts";
import {
  accountAsked,
  accountRequests,
  type AccountRequest,
} from "../tables.ts";
import { tagged } from "../tags.ts";

/** Asks for a new account, which is made after the answer: DescribeCreateAccountStatus tells when it is there. */
export const CreateAccount = operation(CreateAccountCommand, {
  needs: ({ Tags }) => {
    const keys = requestTagKeys(Tags);
    return [
      allow("organizations:CreateAccount", "*", keys),
      ...(Tags?.length ? [allow("organizations:TagResource", "*", keys)] : []),
    ];
  },
  audit: { redact: ["Email", "AccountName"] },

  async handle(
    { AccountName, Email, RoleName = "OrganizationAccountAccessRole", Tags },
    ctx,
  ) {
    const { orgId } = await asManagement(ctx);
    if (!/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(Email))
      throw invalidInput(
        "INVALID_EMAIL_ADDRESS_TARGET",
        "You specified an invalid email address.",
      );
    const request: AccountRequest = {
      requestId: `car-${hexadecimal(32)}`,
      orgId,
      accountName: AccountName,
      email: Email,
      roleName: RoleName,
      tags: tagged({}, Tags),
      state: "IN_PROGRESS",
      requestedAt: ctx.now(),
      accountId: await unusedAccountId(ctx),
    };
    await ctx.table(accountRequests).put(request);
    ctx.emit(accountAsked, { requestId: request.requestId });
    return { CreateAccountStatus: shownRequest(request) };
  },
});

async function unusedAccountId(ctx: Context): Promise<string> {
  for (;;) {
    const accountId = digits(12);
    if (!(await ctx.table(accounts).get(accountId))) return accountId;
  }
}
