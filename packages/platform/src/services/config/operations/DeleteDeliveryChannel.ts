import {
  DeleteDeliveryChannelCommand,
  LastDeliveryChannelDeleteFailedException,
} from "@aws-sdk/client-config-service";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { existingChannel } from "../recorder/recorders.ts";
import { channels, deliveries, recorders } from "../recorder/tables.ts";

export const DeleteDeliveryChannel = operation(DeleteDeliveryChannelCommand, {
  needs: () => [allow("config:DeleteDeliveryChannel", "*")],

  async handle({ DeliveryChannelName: name }, ctx) {
    await existingChannel(name, ctx);
    const { rows } = await ctx.table(recorders).list();
    if (rows.some(({ recording }) => recording))
      throw fault(
        LastDeliveryChannelDeleteFailedException,
        `Failed to delete last specified delivery channel with name '${name}', because there is a running configuration recorder.`,
      );
    await ctx.table(channels).delete(name);
    for (const kind of ["snapshot", "history", "stream"])
      await ctx.table(deliveries).delete(name, kind);
    return {};
  },
});
