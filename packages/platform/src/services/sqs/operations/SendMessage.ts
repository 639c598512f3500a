import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { operation } from "../../../core/operation.ts";
import { draftOf } from "../messages/draft.ts";
import { enqueue } from "../messages/enqueue.ts";
import { measure } from "../messages/metrics.ts";
import { LARGEST_BODY } from "../messages/sizes.ts";
import { openQueue } from "../open-queue.ts";
import { onQueue } from "../queue-reference.ts";

export const SendMessage = operation(SendMessageCommand, {
  audit: { category: "Data", readOnly: false, redact: ["MessageBody"] },
  maxBody: LARGEST_BODY,

  needs: onQueue("sqs:SendMessage"),

  async handle(input, ctx) {
    const open = await openQueue(input.QueueUrl, ctx);
    const draft = draftOf(input, open.row);
    const sent = await enqueue(draft, open, ctx);
    measure(open, ctx, {
      NumberOfMessagesSent: 1,
      SentMessageSize: draft.size,
    });
    return sent;
  },
});
