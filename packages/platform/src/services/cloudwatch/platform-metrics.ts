import { on } from "../../core/service.ts";
import { measured } from "../../core/telemetry.ts";
import { ofValue } from "./aggregate.ts";
import { takeIn } from "./intake.ts";
import { metricOf } from "./metric.ts";

/** Keeps what the platform measures of itself, as the metrics of `AWS/Lambda`. */
export const keepMeasured = on(measured, async ({ measurements }, ctx) => {
  const samples = measurements.map(
    ({ namespace, name, dimensions, value, unit, at }) => ({
      metric: metricOf(namespace, name, Object.entries(dimensions)),
      aggregate: ofValue(value, 1),
      unit,
      at,
      resolution: 60 as const,
    }),
  );
  await takeIn(ctx, samples, 0);
});
