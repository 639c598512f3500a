import { GetTrailStatusCommand } from "@aws-sdk/client-cloudtrail";
import { operation } from "../../../core/operation.ts";
import { existingTrail, onTrail } from "../trails/trail.ts";

export const GetTrailStatus = operation(GetTrailStatusCommand, {
  needs: async ({ Name }, ctx) => [await onTrail("GetTrailStatus", Name, ctx)],

  async handle({ Name }, ctx) {
    const row = await existingTrail(Name, ctx);
    const { startedAt, stoppedAt, deliveredAt, triedAt, deliveryError } = row;
    return {
      IsLogging: row.logging !== undefined,
      ...(startedAt === undefined
        ? {}
        : {
            StartLoggingTime: new Date(startedAt),
            TimeLoggingStarted: textOf(startedAt),
          }),
      ...(stoppedAt === undefined
        ? {}
        : {
            StopLoggingTime: new Date(stoppedAt),
            TimeLoggingStopped: textOf(stoppedAt),
          }),
      ...(deliveredAt === undefined
        ? {}
        : {
            LatestDeliveryTime: new Date(deliveredAt),
            LatestDeliveryAttemptSucceeded: textOf(deliveredAt),
          }),
      ...(triedAt === undefined
        ? {}
        : { LatestDeliveryAttemptTime: textOf(triedAt) }),
      ...(deliveryError === undefined
        ? {}
        : { LatestDeliveryError: deliveryError }),
    };
  },
});

/** Whole seconds, as CloudTrail writes these texts. */
const textOf = (time: number): string =>
  new Date(time).toISOString().replace(/\.\d+Z$/, "Z");
