import { CancelHandshakeCommand } from "@aws-sdk/client-organizations";
import { operation } from "../../../core/operation.ts";
import { ended, onHandshake, shownHandshake } from "../invitations.ts";

export const CancelHandshake = operation(CancelHandshakeCommand, {
  needs: async ({ HandshakeId }, ctx) => [
    await onHandshake("CancelHandshake", HandshakeId, ctx),
  ],

  async handle({ HandshakeId }, ctx) {
    const handshake = await ended(HandshakeId, "CANCELED", ctx);
    return { Handshake: shownHandshake(handshake, ctx.now()) };
  },
});
