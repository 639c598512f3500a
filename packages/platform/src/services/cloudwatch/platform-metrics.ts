import { on } from "../../core/service.ts";
import { measured } from "../../core/telemetry.ts";
import { ofValue } from "./aggregate.ts";
import { takeIn } from "./intake.ts";
import { metricOf } from "./metric.ts";

/** Keeps what the platform measures: of itself, as the metrics of `AWS/Lambda`, and in what is logged. */
export const keepMeasured = on(measured, async ({ measurements }, ctx) => {
  const samples = measurements.map(
    ({
      namespace,
      name,
      dimensions,
      value,
      unit,
      at,
      count = 1,
      resolution = 60,
    }) => ({
      metric: metricOf(namespace, name, Object.entries(dimensions)),
      aggregate: ofValue(value, count),
      unit,
      at,
      resolution,
    }),
  );
  await takeIn(ctx, samples, 0);
});
