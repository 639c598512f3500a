import type { TelemetryRecord } from "@aws-sdk/client-xray";
import type { Measurement } from "../../core/telemetry.ts";

/** The counts that a daemon reports, as metrics of its host. */
export function telemetryMeasurements(
  records: readonly TelemetryRecord[],
  hostname: string,
  now: number,
): Measurement[] {
  const dimensions: Record<string, string> =
    hostname === "" ? {} : { Hostname: hostname };
  return records.flatMap((record) =>
    Object.entries({ ...record, ...record.BackendConnectionErrors }).flatMap(
      ([name, value]) =>
        typeof value === "number"
          ? [
              {
                namespace: "Gatehouse/XRay",
                name,
                value,
                unit: "Count",
                dimensions,
                at: now,
              },
            ]
          : [],
    ),
  );
}
