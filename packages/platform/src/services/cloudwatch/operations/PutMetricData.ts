import { randomInt } from "node:crypto";
import { PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { allow, operation } from "../../../core/operation.ts";
import { sampleOf } from "../datum.ts";
import { takeIn } from "../intake.ts";
import { invalidValue, missing } from "../parameter-faults.ts";

const DATA_AT_MOST = 1000;
/** Writers of one metric that come at the same moment spread over so many rows a minute. */
const PARTS = 16;

export const PutMetricData = operation(PutMetricDataCommand, {
  needs: ({ Namespace }) => [
    allow("cloudwatch:PutMetricData", "*", {
      "cloudwatch:namespace": Namespace,
    }),
  ],
  audit: { category: "Data", redact: ["MetricData"] },

  async handle({ Namespace, MetricData = [], EntityMetricData }, ctx) {
    if (Namespace.startsWith("AWS/"))
      throw invalidValue("The value AWS/ for parameter Namespace is invalid.");
    if (EntityMetricData?.length)
      throw invalidValue(
        "The parameter EntityMetricData is not offered: send the data as MetricData.",
      );
    if (MetricData.length === 0)
      throw missing("The parameter MetricData is required.");
    if (MetricData.length > DATA_AT_MOST)
      throw invalidValue(
        `The collection MetricData must not have a size greater than ${DATA_AT_MOST}.`,
      );
    const samples = MetricData.map((datum, i) =>
      sampleOf(Namespace, datum, `MetricData.member.${i + 1}`, ctx.now()),
    );
    await takeIn(ctx, samples, randomInt(PARTS));
    return {};
  },
});
