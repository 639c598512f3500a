import type { Context } from "../../core/context.ts";
import { namedTopic } from "./topic.ts";

/** Counts something of a topic, as CloudWatch's namespace AWS/SNS has it. */
export function measureDelivery(
  topicArn: string,
  name: string,
  ctx: Context,
  value = 1,
  unit = "Count",
): void {
  const named = namedTopic(topicArn);
  if (!named) return;
  ctx.platform.telemetry.measure(named.place, [
    {
      namespace: "AWS/SNS",
      name,
      dimensions: { TopicName: named.name },
      value,
      unit,
      at: ctx.now(),
    },
  ]);
}
