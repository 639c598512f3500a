import {
  AcceptHandshakeCommand,
  HandshakeConstraintViolationException,
} from "@aws-sdk/client-organizations";
import { fault } from "../../../core/errors.ts";
import { accountPlaced } from "../../../core/identity/account-placed.ts";
import {
  organizationNodes,
  organizations,
} from "../../../core/identity/organization.ts";
import { operation } from "../../../core/operation.ts";
import { notInUse } from "../faults.ts";
import { ended, onHandshake, shownHandshake } from "../invitations.ts";
import { firstPolicies } from "../nodes.ts";

/** The invited account joins, below the root. */
export const AcceptHandshake = operation(AcceptHandshakeCommand, {
  needs: async ({ HandshakeId }, ctx) => [
    await onHandshake("AcceptHandshake", HandshakeId, ctx),
  ],

  async handle({ HandshakeId }, ctx) {
    const handshake = await ended(HandshakeId, "ACCEPTED", ctx);
    const nodes = ctx.table(organizationNodes);
    const { invitedAccountId: id, orgId, tags } = handshake;
    if (await nodes.get(id))
      throw fault(
        HandshakeConstraintViolationException,
        "The account is already a member of an organization.",
        { Reason: "ALREADY_IN_AN_ORGANIZATION" },
      );
    const organization = await ctx.table(organizations).get(orgId);
    if (!organization) throw notInUse();
    await nodes.put({
      id,
      orgId,
      kind: "ACCOUNT",
      parentId: organization.rootId,
      name: id,
      policies: firstPolicies(organization),
      tags,
      membership: {
        email: `${id}@accounts.invalid`,
        status: "ACTIVE",
        joinedMethod: "INVITED",
        joinedAt: ctx.now(),
        administers: {},
      },
    });
    ctx.emit(accountPlaced, { orgId, accountId: id });
    return { Handshake: shownHandshake(handshake, ctx.now()) };
  },
});
