import { SetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { operation } from "../../../core/operation.ts";
import { existingQueue, onQueue, queueReference } from "../queue-reference.ts";
import { settledAttributes } from "../queue-settings.ts";
import { queues, sweepDue } from "../tables.ts";

export const SetQueueAttributes = operation(SetQueueAttributesCommand, {
  needs: onQueue("sqs:SetQueueAttributes"),

  async handle({ QueueUrl, Attributes }, ctx) {
    const reference = queueReference(QueueUrl, ctx);
    const row = await existingQueue(reference, ctx);
    const attributes = await settledAttributes(
      Attributes,
      reference,
      ctx,
      row.attributes,
    );
    await ctx
      .table(queues, reference)
      .put({ ...row, attributes, modifiedAt: ctx.now() });
    // A shorter retention may end that of messages at once.
    if (Attributes.MessageRetentionPeriod !== undefined) {
      const { accountId, region, queueName } = reference;
      const { queueId } = row;
      ctx.emit(sweepDue, { accountId, region, queueName, queueId });
    }
    return {};
  },
});
