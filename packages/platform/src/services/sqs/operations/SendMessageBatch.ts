import {
  BatchRequestTooLong,
  SendMessageBatchCommand,
} from "@aws-sdk/client-sqs";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { checkedBatch, eachEntry } from "../batch.ts";
import { draftOf, type SentMessage } from "../messages/draft.ts";
import { enqueue } from "../messages/enqueue.ts";
import {
  attributesSize,
  checkedMessageAttributes,
} from "../messages/message-attributes.ts";
import { measure } from "../messages/metrics.ts";
import { LARGEST_BODY, LONGEST } from "../messages/sizes.ts";
import { openQueue } from "../open-queue.ts";
import { onQueue } from "../queue-reference.ts";

export const SendMessageBatch = operation(SendMessageBatchCommand, {
  audit: { category: "Data", readOnly: false, redact: ["Entries"] },
  maxBody: LARGEST_BODY,

  needs: onQueue("sqs:SendMessage"),

  async handle({ QueueUrl, Entries }, ctx) {
    const open = await openQueue(QueueUrl, ctx);
    const entries = checkedBatch(Entries);
    const total = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
    if (total > LONGEST)
      throw fault(
        BatchRequestTooLong,
        `Batch requests cannot be longer than ${LONGEST} bytes. You have sent ${total} bytes.`,
      );
    let size = 0;
    const { Successful, Failed } = await eachEntry(entries, async (entry) => {
      const draft = draftOf(entry, open.row);
      size += draft.size;
      return enqueue(draft, open, ctx);
    });
    measure(open, ctx, {
      NumberOfMessagesSent: Successful.length,
      ...(Successful.length > 0
        ? { SentMessageSize: Math.round(size / Successful.length) }
        : {}),
    });
    return { Successful, Failed };
  },
});

/** Attributes that are wrong are told with their entry. */
function sizeOf({ MessageBody = "", MessageAttributes }: SentMessage): number {
  try {
    return (
      Buffer.byteLength(MessageBody) +
      attributesSize(checkedMessageAttributes(MessageAttributes))
    );
  } catch {
    return Buffer.byteLength(MessageBody);
  }
}
