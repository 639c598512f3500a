import { PutTelemetryRecordsCommand } from "@aws-sdk/client-xray";
import { allow, operation } from "../../../core/operation.ts";
import { telemetryMeasurements } from "../telemetry-records.ts";

/** What a daemon tells of itself: AWS keeps it to itself, here it becomes metrics. */
export const PutTelemetryRecords = operation(PutTelemetryRecordsCommand, {
  audit: { category: "Data", readOnly: false },

  needs: () => [allow("xray:PutTelemetryRecords", "*")],

  async handle({ TelemetryRecords, Hostname = "" }, ctx) {
    const measurements = telemetryMeasurements(
      TelemetryRecords,
      Hostname,
      ctx.now(),
    );
    ctx.platform.telemetry.measure(ctx, measurements);
    return Promise.resolve({});
  },
});
