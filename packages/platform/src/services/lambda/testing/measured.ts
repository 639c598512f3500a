import type { Cloud } from "../../../../testing/cloud.ts";
import { measured, type Measurement } from "../../../core/telemetry.ts";

/** Notes from now on which values become durable; the answer tells those of a metric so far. */
export function noteMeasurements(
  cloud: Cloud,
): (metric: string) => Promise<readonly Measurement[]> {
  const { store } = cloud.running.platform;
  const noted: Measurement[] = [];
  store.onCommitted((writes) => {
    for (const { table, body } of writes) {
      if (table !== "core.outbox" || body === undefined) continue;
      const row = JSON.parse(body) as {
        event: string;
        deliveries: number;
        payload: { measurements: Measurement[] };
      };
      if (row.event === measured.name && row.deliveries === 0)
        noted.push(...row.payload.measurements);
    }
  });
  return async (metric) => {
    await cloud.settled();
    return noted.filter(({ name }) => name === metric);
  };
}
