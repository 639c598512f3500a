import { ChangeMessageVisibilityCommand } from "@aws-sdk/client-sqs";
import { operation } from "../../../core/operation.ts";
import { changeVisibility } from "../messages/visibility.ts";
import { openQueue } from "../open-queue.ts";
import { onQueue } from "../queue-reference.ts";

export const ChangeMessageVisibility = operation(
  ChangeMessageVisibilityCommand,
  {
    audit: { category: "Data", readOnly: false },

    needs: onQueue("sqs:ChangeMessageVisibility"),

    async handle({ QueueUrl, ReceiptHandle, VisibilityTimeout }, ctx) {
      const open = await openQueue(QueueUrl, ctx);
      await changeVisibility(ReceiptHandle, VisibilityTimeout, open, ctx);
      return {};
    },
  },
);
