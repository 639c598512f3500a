import { PublishCommand } from "@aws-sdk/client-sns";
import { operation } from "../../../core/operation.ts";
import { accept } from "../publish.ts";
import { invalid, onTopic, topicOf } from "../topic.ts";

export const Publish = operation(PublishCommand, {
  needs: ({ TopicArn, TargetArn, PhoneNumber }, ctx) => {
    if (PhoneNumber !== undefined)
      throw invalid("PhoneNumber Reason: sms is not offered");
    return onTopic("Publish", TopicArn ?? TargetArn, ctx);
  },
  audit: { category: "Data", readOnly: false },

  async handle(input, ctx) {
    const found = await topicOf(input.TopicArn ?? input.TargetArn, ctx);
    return accept(found, input, ctx);
  },
});
