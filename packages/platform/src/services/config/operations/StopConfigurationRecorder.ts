import { StopConfigurationRecorderCommand } from "@aws-sdk/client-config-service";
import { operation } from "../../../core/operation.ts";
import { existingRecorder, keepRecorder } from "../recorder/recorders.ts";
import { recorderArnOf } from "../recorder/tables.ts";
import { needOn } from "../tags.ts";

export const StopConfigurationRecorder = operation(
  StopConfigurationRecorderCommand,
  {
    needs: async ({ ConfigurationRecorderName: name }, ctx) => [
      await needOn(
        "config:StopConfigurationRecorder",
        recorderArnOf(ctx, name),
        ctx,
      ),
    ],

    async handle({ ConfigurationRecorderName: name }, ctx) {
      const row = await existingRecorder(name, ctx);
      const now = ctx.now();
      await keepRecorder(
        { ...row, recording: false, stoppedAt: now, changedAt: now },
        ctx,
      );
      return {};
    },
  },
);
