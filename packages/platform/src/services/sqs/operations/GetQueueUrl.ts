import { GetQueueUrlCommand } from "@aws-sdk/client-sqs";
import type { Place } from "../../../core/context.ts";
import { operation } from "../../../core/operation.ts";
import {
  existingQueue,
  onReference,
  queueUrl,
  referenceTo,
  type QueueReference,
} from "../queue-reference.ts";

export const GetQueueUrl = operation(GetQueueUrlCommand, {
  needs: async (input, ctx) => {
    const need = await onReference(named(input, ctx), ctx);
    return [need("sqs:GetQueueUrl")];
  },

  async handle(input, ctx) {
    const reference = named(input, ctx);
    await existingQueue(reference, ctx);
    return { QueueUrl: queueUrl(reference, reference.queueName, ctx) };
  },
});

function named(
  {
    QueueName,
    QueueOwnerAWSAccountId,
  }: { QueueName: string; QueueOwnerAWSAccountId?: string },
  { accountId, region }: Place,
): QueueReference {
  return referenceTo(
    { accountId: QueueOwnerAWSAccountId ?? accountId, region },
    QueueName,
  );
}
