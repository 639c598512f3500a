import {
  NoAvailableDeliveryChannelException,
  StartConfigurationRecorderCommand,
} from "@aws-sdk/client-config-service";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { existingRecorder, keepRecorder } from "../recorder/recorders.ts";
import { channels, recorderArnOf } from "../recorder/tables.ts";
import { needOn } from "../tags.ts";

export const StartConfigurationRecorder = operation(
  StartConfigurationRecorderCommand,
  {
    needs: async ({ ConfigurationRecorderName: name }, ctx) => [
      await needOn(
        "config:StartConfigurationRecorder",
        recorderArnOf(ctx, name),
        ctx,
      ),
    ],

    async handle({ ConfigurationRecorderName: name }, ctx) {
      const row = await existingRecorder(name, ctx);
      const { rows } = await ctx.table(channels).list({ limit: 1 });
      if (rows.length === 0)
        throw fault(
          NoAvailableDeliveryChannelException,
          "Delivery channel is not available to start configuration recorder.",
        );
      const { error: _, ...kept } = row;
      const now = ctx.now();
      await keepRecorder(
        { ...kept, recording: true, startedAt: now, changedAt: now },
        ctx,
      );
      return {};
    },
  },
);
