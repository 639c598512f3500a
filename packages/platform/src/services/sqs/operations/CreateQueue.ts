import { CreateQueueCommand, QueueNameExists } from "@aws-sdk/client-sqs";
import { fault } from "../../../core/errors.ts";
import { alphanumeric } from "../../../core/random.ts";
import { allow, operation } from "../../../core/operation.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { effectiveAttributes } from "../attributes.ts";
import { queueUrl, referenceTo } from "../queue-reference.ts";
import { checkQueueName, settledAttributes } from "../queue-settings.ts";
import { checkedTags } from "../tags.ts";
import { queueArn, queues, type QueueAttributes } from "../tables.ts";

/** The same queue may be made again with the same attributes; AWS leaves its tags as they are then. */
export const CreateQueue = operation(CreateQueueCommand, {
  needs: ({ QueueName, tags }, ctx) => [
    allow("sqs:CreateQueue", queueArn(ctx, QueueName), requestTagKeys(tags)),
    ...(Object.keys(tags ?? {}).length > 0
      ? [allow("sqs:TagQueue", queueArn(ctx, QueueName), requestTagKeys(tags))]
      : []),
  ],

  async handle({ QueueName, Attributes = {}, tags }, ctx) {
    checkQueueName(QueueName, Attributes);
    const reference = referenceTo(ctx, QueueName);
    const attributes = await settledAttributes(Attributes, reference, ctx);
    const rows = ctx.table(queues);
    const known = await rows.get(QueueName);
    if (known) checkSame(known.attributes, attributes);
    else
      await rows.put({
        queueName: QueueName,
        queueId: alphanumeric(16),
        attributes,
        tags: checkedTags(tags ?? {}),
        createdAt: ctx.now(),
        modifiedAt: ctx.now(),
      });
    return { QueueUrl: queueUrl(reference, QueueName, ctx) };
  },
});

function checkSame(known: QueueAttributes, asked: QueueAttributes): void {
  const has: Record<string, string | undefined> = effectiveAttributes(known);
  for (const [name, value] of Object.entries(asked))
    if (has[name] !== value)
      throw fault(
        QueueNameExists,
        `A queue already exists with the same name and a different value for attribute ${name}`,
      );
}
