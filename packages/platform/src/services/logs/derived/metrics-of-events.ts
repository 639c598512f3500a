import type { Context } from "../../../core/context.ts";
import { measured, type Measurement } from "../../../core/telemetry.ts";
import type { NewEvent } from "../intake.ts";
import type { LogGroup } from "../tables.ts";
import { embeddedMetrics } from "./embedded-metrics.ts";
import { filtered } from "./metric-filter.ts";
import { metricFilters } from "./tables.ts";

/** Values handed on in one event of the outbox. */
const TOGETHER = 1000;
/** Different values that events taken in together may come to; the rest is left out, and counted. */
const AT_MOST = 50_000;

/** Hands on the metrics that are embedded in a group's new events, and those that its metric filters make. */
export async function measureEvents(
  ctx: Context,
  group: LogGroup,
  events: readonly NewEvent[],
): Promise<void> {
  const all = new Gathering();
  let invalid = 0;
  for (const { message } of events) {
    const embedded = embeddedMetrics(message, ctx.now());
    invalid += embedded.invalid;
    if (!all.add(embedded.measurements)) invalid++;
  }
  if (group.metricFilters) {
    const { rows } = await ctx
      .table(metricFilters)
      .list({ prefix: [group.logGroupName] });
    for (const filter of rows) all.add(filtered(filter, events));
  }
  if (invalid > 0) all.add([faultyMetrics(group, invalid, ctx.now())]);
  const measurements = all.values();
  for (let from = 0; from < measurements.length; from += TOGETHER)
    ctx.emit(measured, {
      measurements: measurements.slice(from, from + TOGETHER),
    });
}

/** What CloudWatch Logs tells of embedded metrics that it could not take (user guide, "CloudWatch Logs metrics"). */
function faultyMetrics(
  { logGroupName }: LogGroup,
  value: number,
  at: number,
): Measurement {
  return {
    namespace: "AWS/Logs",
    name: "EMFValidationErrors",
    dimensions: { LogGroupName: logGroupName },
    value,
    unit: "Count",
    at,
  };
}

/** Puts the same values of a metric in the same second together. */
class Gathering {
  readonly #known = new Map<string, Measurement & { count: number }>();

  /** @returns false where there are too many: then none of these is taken */
  add(measurements: readonly Measurement[]): boolean {
    if (this.#known.size + measurements.length > AT_MOST) return false;
    for (const one of measurements) {
      const at = Math.floor(one.at / 1000) * 1000;
      const { namespace, name, dimensions, unit, value, resolution } = one;
      const key = JSON.stringify([
        namespace,
        name,
        dimensions,
        unit,
        value,
        resolution,
        at,
      ]);
      const known = this.#known.get(key);
      if (known) known.count += one.count ?? 1;
      else this.#known.set(key, { ...one, at, count: one.count ?? 1 });
    }
    return true;
  }

  values(): readonly Measurement[] {
    return [...this.#known.values()];
  }
}
