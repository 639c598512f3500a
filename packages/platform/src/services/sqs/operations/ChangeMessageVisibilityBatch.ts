import { ChangeMessageVisibilityBatchCommand } from "@aws-sdk/client-sqs";
import { operation } from "../../../core/operation.ts";
import { checkedBatch, eachEntry } from "../batch.ts";
import { changeVisibility } from "../messages/visibility.ts";
import { openQueue } from "../open-queue.ts";
import { missingParameter } from "../parameter-faults.ts";
import { onQueue } from "../queue-reference.ts";

export const ChangeMessageVisibilityBatch = operation(
  ChangeMessageVisibilityBatchCommand,
  {
    audit: { category: "Data", readOnly: false },

    needs: onQueue("sqs:ChangeMessageVisibility"),

    async handle({ QueueUrl, Entries }, ctx) {
      const open = await openQueue(QueueUrl, ctx);
      return eachEntry(
        checkedBatch(Entries),
        async ({ ReceiptHandle, VisibilityTimeout }) => {
          if (!ReceiptHandle) throw missingParameter("ReceiptHandle");
          if (VisibilityTimeout === undefined)
            throw missingParameter("VisibilityTimeout");
          await changeVisibility(ReceiptHandle, VisibilityTimeout, open, ctx);
          return {};
        },
      );
    },
  },
);
