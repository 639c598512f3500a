import { CreateTopicCommand, SubscribeCommand } from "@aws-sdk/client-sns";
import type { Cloud } from "../../packages/platform/testing/cloud.ts";
import { TAGS, type Named } from "./named.ts";

/** A tagged topic with a subscription, and what requests call them. */
export async function topics({ sns }: Cloud): Promise<Named> {
  const { TopicArn = "" } = await sns.send(
    new CreateTopicCommand({ Name: "news", Tags: TAGS }),
  );
  const subscribed = {
    Protocol: "http",
    Endpoint: "http://127.0.0.1:9/news",
  };
  const { SubscriptionArn } = await sns.send(
    new SubscribeCommand({
      TopicArn,
      ...subscribed,
      ReturnSubscriptionArn: true,
    }),
  );
  return {
    TopicArn,
    TargetArn: undefined,
    PhoneNumber: undefined,
    ResourceArn: TopicArn,
    SubscriptionArn,
    ...subscribed,
    Name: "news",
    Tags: TAGS,
    TagKeys: ["team"],
  };
}
