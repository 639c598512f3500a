import {
  DuplicateHandshakeException,
  HandshakeConstraintViolationException,
  InviteAccountToOrganizationCommand,
} from "@aws-sdk/client-organizations";
import type { Context } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import { organizationNodes } from "../../../core/identity/organization.ts";
import { accounts } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { hexadecimal } from "../../../core/random.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { onNode } from "../arns.ts";
import { invalidInput, noSuchAccount } from "../faults.ts";
import { shownHandshake } from "../invitations.ts";
import { asManagement } from "../membership.ts";
import { handshakes, type Handshake } from "../tables.ts";
import { tagged } from "../tags.ts";

/** Invitations are open for 15 days. */
const OPEN_FOR = 15 * 86_400_000;

export const InviteAccountToOrganization = operation(
  InviteAccountToOrganizationCommand,
  {
    needs: async ({ Target, Tags }, ctx) => [
      await onNode(
        "InviteAccountToOrganization",
        Target.Id ?? "",
        ctx,
        requestTagKeys(Tags),
      ),
    ],

    async handle({ Target, Notes, Tags }, ctx) {
      const { orgId, managementAccountId } = await asManagement(ctx);
      if (Target.Type !== "ACCOUNT")
        throw invalidInput(
          "INVALID_PARTY_TYPE_TARGET",
          "Accounts are invited by their ids here: they have no email addresses.",
        );
      const invitedAccountId = Target.Id ?? "";
      await checkInvited(orgId, invitedAccountId, ctx);
      const handshake: Handshake = {
        handshakeId: `h-${hexadecimal(32)}`,
        orgId,
        managementAccountId,
        invitedAccountId,
        state: "OPEN",
        requestedAt: ctx.now(),
        expiresAt: ctx.now() + OPEN_FOR,
        tags: tagged({}, Tags),
        ...(Notes === undefined ? {} : { notes: Notes }),
      };
      await ctx.table(handshakes).put(handshake);
      return { Handshake: shownHandshake(handshake, ctx.now()) };
    },
  },
);

async function checkInvited(
  orgId: string,
  accountId: string,
  ctx: Context,
): Promise<void> {
  if (!(await ctx.table(accounts).get(accountId))) throw noSuchAccount();
  if (await ctx.table(organizationNodes).get(accountId))
    throw fault(
      HandshakeConstraintViolationException,
      "The account is already a member of an organization.",
      { Reason: "ALREADY_IN_AN_ORGANIZATION" },
    );
  const { rows } = await ctx
    .table(handshakes)
    .list({ index: "byInvited", prefix: [accountId] });
  const open = rows.some(
    (one) =>
      one.orgId === orgId && one.state === "OPEN" && one.expiresAt > ctx.now(),
  );
  if (open)
    throw fault(
      DuplicateHandshakeException,
      "A handshake with the same action and target already exists.",
    );
}
