import { RemovePermissionCommand } from "@aws-sdk/client-sqs";
import { operation } from "../../../core/operation.ts";
import { withoutPermission } from "../permission-statements.ts";
import { existingQueue, onQueue, queueReference } from "../queue-reference.ts";
import { queues } from "../tables.ts";

export const RemovePermission = operation(RemovePermissionCommand, {
  needs: onQueue("sqs:RemovePermission"),

  async handle({ QueueUrl, Label }, ctx) {
    const reference = queueReference(QueueUrl, ctx);
    const row = await existingQueue(reference, ctx);
    const { Policy: before, ...rest } = row.attributes;
    const Policy = withoutPermission(before, reference.arn, Label);
    await ctx.table(queues, reference).put({
      ...row,
      attributes: { ...rest, ...(Policy === undefined ? {} : { Policy }) },
      modifiedAt: ctx.now(),
    });
    return {};
  },
});
