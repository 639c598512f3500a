import {
  HandshakeAlreadyInStateException,
  HandshakeNotFoundException,
  InvalidHandshakeTransitionException,
} from "@aws-sdk/client-organizations";
import type { Context, NeedsContext } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import { allow, type Need } from "../../core/operation.ts";
import { handshakeArn } from "./arns.ts";
import { notPermitted } from "./faults.ts";
import { handshakes, type Handshake } from "./tables.ts";

/** An invitation as the API answers it; one that nobody answered in time has expired. */
export function shownHandshake(handshake: Handshake, now: number) {
  const { handshakeId, orgId, invitedAccountId, notes } = handshake;
  const expired = handshake.state === "OPEN" && handshake.expiresAt <= now;
  return {
    Id: handshakeId,
    Arn: handshakeArn(handshake, handshakeId),
    Parties: [
      { Id: orgId.slice(2), Type: "ORGANIZATION" as const },
      { Id: invitedAccountId, Type: "ACCOUNT" as const },
    ],
    State: expired ? ("EXPIRED" as const) : handshake.state,
    RequestedTimestamp: new Date(handshake.requestedAt),
    ExpirationTimestamp: new Date(handshake.expiresAt),
    Action: "INVITE" as const,
    Resources: [
      { Type: "ORGANIZATION" as const, Value: orgId },
      { Type: "ACCOUNT" as const, Value: invitedAccountId },
      ...(notes === undefined
        ? []
        : [{ Type: "NOTES" as const, Value: notes }]),
    ],
  };
}

/** The permission to do something with an invitation. */
export async function onHandshake(
  action: string,
  handshakeId: string,
  ctx: NeedsContext,
): Promise<Need> {
  const handshake = await ctx.table(handshakes).get(handshakeId);
  const owner = handshake ?? {
    orgId: "o-0000000000",
    managementAccountId: ctx.accountId,
  };
  return allow(`organizations:${action}`, handshakeArn(owner, handshakeId));
}

/** An invitation that the caller's account sent or received. @throws Fault HandshakeNotFoundException */
export async function handshakeOf(
  handshakeId: string,
  ctx: Context,
): Promise<Handshake> {
  const handshake = await ctx.table(handshakes).get(handshakeId);
  const parties = [handshake?.managementAccountId, handshake?.invitedAccountId];
  if (!handshake || !parties.includes(ctx.accountId))
    throw fault(
      HandshakeNotFoundException,
      "You specified a handshake that doesn't exist.",
    );
  return handshake;
}

/** Ends an open invitation, for the party that may. @throws Fault HandshakeNotFoundException, HandshakeAlreadyInStateException, InvalidHandshakeTransitionException, AccessDeniedException */
export async function ended(
  handshakeId: string,
  state: "ACCEPTED" | "DECLINED" | "CANCELED",
  ctx: Context,
): Promise<Handshake> {
  const handshake = await handshakeOf(handshakeId, ctx);
  const entitled =
    state === "CANCELED"
      ? handshake.managementAccountId
      : handshake.invitedAccountId;
  if (ctx.accountId !== entitled) throw notPermitted();
  if (handshake.state === state)
    throw fault(
      HandshakeAlreadyInStateException,
      "The specified handshake is already in the requested state.",
    );
  if (handshake.state !== "OPEN" || handshake.expiresAt <= ctx.now())
    throw fault(
      InvalidHandshakeTransitionException,
      "You can't perform the operation on the handshake in its current state.",
    );
  const next: Handshake = { ...handshake, state };
  await ctx.table(handshakes).put(next);
  return next;
}
