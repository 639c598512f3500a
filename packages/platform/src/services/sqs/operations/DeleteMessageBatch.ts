import { DeleteMessageBatchCommand } from "@aws-sdk/client-sqs";
import { operation } from "../../../core/operation.ts";
import { checkedBatch, eachEntry } from "../batch.ts";
import { deleteByHandle } from "../messages/deletion.ts";
import { measure } from "../messages/metrics.ts";
import { openQueue } from "../open-queue.ts";
import { missingParameter } from "../parameter-faults.ts";
import { onQueue } from "../queue-reference.ts";

export const DeleteMessageBatch = operation(DeleteMessageBatchCommand, {
  audit: { category: "Data", readOnly: false },

  needs: onQueue("sqs:DeleteMessage"),

  async handle({ QueueUrl, Entries }, ctx) {
    const open = await openQueue(QueueUrl, ctx);
    const { Successful, Failed } = await eachEntry(
      checkedBatch(Entries),
      async ({ ReceiptHandle }) => {
        if (!ReceiptHandle) throw missingParameter("ReceiptHandle");
        await deleteByHandle(ReceiptHandle, open, ctx);
        return {};
      },
    );
    measure(open, ctx, { NumberOfMessagesDeleted: Successful.length });
    return { Successful, Failed };
  },
});
