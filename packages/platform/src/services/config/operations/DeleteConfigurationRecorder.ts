import { DeleteConfigurationRecorderCommand } from "@aws-sdk/client-config-service";
import { operation } from "../../../core/operation.ts";
import { existingRecorder, keepRecorder } from "../recorder/recorders.ts";
import { recorderArnOf, recorders } from "../recorder/tables.ts";
import { needOn, unregister } from "../tags.ts";

export const DeleteConfigurationRecorder = operation(
  DeleteConfigurationRecorderCommand,
  {
    needs: async ({ ConfigurationRecorderName: name }, ctx) => [
      await needOn(
        "config:DeleteConfigurationRecorder",
        recorderArnOf(ctx, name),
        ctx,
      ),
    ],

    async handle({ ConfigurationRecorderName: name }, ctx) {
      const row = await existingRecorder(name, ctx);
      await keepRecorder({ ...row, recording: false }, ctx);
      await ctx.table(recorders).delete(name);
      await unregister(recorderArnOf(ctx, name), ctx);
      return {};
    },
  },
);
