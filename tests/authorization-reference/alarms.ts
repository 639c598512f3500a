import { PutMetricAlarmCommand } from "@aws-sdk/client-cloudwatch";
import { REGION, type Cloud } from "../../packages/platform/testing/cloud.ts";
import { TAGS, type Named } from "./named.ts";

/** A tagged alarm, and what requests call it. */
export async function alarms({ cloudwatch, accountId }: Cloud): Promise<Named> {
  const AlarmName = "hot";
  await cloudwatch.send(
    new PutMetricAlarmCommand({
      AlarmName,
      Namespace: "world",
      MetricName: "heat",
      Statistic: "Average",
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 100,
      ComparisonOperator: "GreaterThanThreshold",
      Tags: TAGS,
    }),
  );
  return {
    AlarmName,
    AlarmNames: [AlarmName],
    AlarmActions: [`arn:aws:sns:${REGION}:${accountId}:alerts`],
    ResourceARN: `arn:aws:cloudwatch:${REGION}:${accountId}:alarm:${AlarmName}`,
    Tags: TAGS,
    TagKeys: ["team"],
  };
}
