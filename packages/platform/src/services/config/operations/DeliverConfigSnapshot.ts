import { randomUUID } from "node:crypto";
import {
  DeliverConfigSnapshotCommand,
  NoRunningConfigurationRecorderException,
} from "@aws-sdk/client-config-service";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { existingChannel, someRecorder } from "../recorder/recorders.ts";
import { snapshotDue } from "../recorder/tables.ts";

/** The snapshot is delivered afterwards: DescribeDeliveryChannelStatus tells how that went. */
export const DeliverConfigSnapshot = operation(DeliverConfigSnapshotCommand, {
  needs: () => [allow("config:DeliverConfigSnapshot", "*")],

  async handle({ deliveryChannelName }, ctx) {
    const { name, revision } = await existingChannel(deliveryChannelName, ctx);
    const { recording } = await someRecorder(ctx);
    if (!recording)
      throw fault(
        NoRunningConfigurationRecorderException,
        "There is no configuration recorder running.",
      );
    const snapshotId = randomUUID();
    ctx.emit(snapshotDue, { channel: name, revision, snapshotId });
    return { configSnapshotId: snapshotId };
  },
});
