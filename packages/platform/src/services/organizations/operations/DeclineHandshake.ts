import { DeclineHandshakeCommand } from "@aws-sdk/client-organizations";
import { operation } from "../../../core/operation.ts";
import { ended, onHandshake, shownHandshake } from "../invitations.ts";

export const DeclineHandshake = operation(DeclineHandshakeCommand, {
  needs: async ({ HandshakeId }, ctx) => [
    await onHandshake("DeclineHandshake", HandshakeId, ctx),
  ],

  async handle({ HandshakeId }, ctx) {
    const handshake = await ended(HandshakeId, "DECLINED", ctx);
    return { Handshake: shownHandshake(handshake, ctx.now()) };
  },
});
