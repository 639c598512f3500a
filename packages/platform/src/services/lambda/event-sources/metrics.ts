import type { PlatformFacts } from "../../../core/context.ts";
import type { MappingRow } from "./tables.ts";

/** Which way events took (Lambda guide, "Event source mapping metrics"). */
export type EventCount =
  | "PolledEventCount"
  | "FilteredOutEventCount"
  | "InvokedEventCount"
  | "FailedInvokeEventCount"
  | "DeletedEventCount";

/** Counts events for CloudWatch, for mappings that are told to. */
export function countEvents(
  row: MappingRow,
  name: EventCount,
  value: number,
  { platform, now }: { platform: PlatformFacts; now: () => number },
): void {
  if (!row.countsEvents || value === 0) return;
  platform.telemetry.count(row, [
    {
      namespace: "AWS/Lambda",
      name,
      dimensions: { EventSourceMappingUUID: row.uuid },
      value,
      unit: "Count",
      at: now(),
    },
  ]);
}
