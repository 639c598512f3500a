import { DeleteMessageCommand } from "@aws-sdk/client-sqs";
import { operation } from "../../../core/operation.ts";
import { deleteByHandle } from "../messages/deletion.ts";
import { measure } from "../messages/metrics.ts";
import { openQueue } from "../open-queue.ts";
import { onQueue } from "../queue-reference.ts";

export const DeleteMessage = operation(DeleteMessageCommand, {
  audit: { category: "Data", readOnly: false },

  needs: onQueue("sqs:DeleteMessage"),

  async handle({ QueueUrl, ReceiptHandle }, ctx) {
    const open = await openQueue(QueueUrl, ctx);
    await deleteByHandle(ReceiptHandle, open, ctx);
    measure(open, ctx, { NumberOfMessagesDeleted: 1 });
    return {};
  },
});
