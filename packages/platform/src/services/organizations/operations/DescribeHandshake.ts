import { DescribeHandshakeCommand } from "@aws-sdk/client-organizations";
import { operation } from "../../../core/operation.ts";
import { handshakeOf, onHandshake, shownHandshake } from "../invitations.ts";

export const DescribeHandshake = operation(DescribeHandshakeCommand, {
  needs: async ({ HandshakeId }, ctx) => [
    await onHandshake("DescribeHandshake", HandshakeId, ctx),
  ],

  async handle({ HandshakeId }, ctx) {
    const handshake = await handshakeOf(HandshakeId, ctx);
    return { Handshake: shownHandshake(handshake, ctx.now()) };
  },
});
