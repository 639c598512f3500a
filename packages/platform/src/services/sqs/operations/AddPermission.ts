import { AddPermissionCommand } from "@aws-sdk/client-sqs";
import { operation } from "../../../core/operation.ts";
import { withPermission } from "../permission-statements.ts";
import { storablePolicy } from "../policy.ts";
import { existingQueue, onQueue, queueReference } from "../queue-reference.ts";
import { queues } from "../tables.ts";

export const AddPermission = operation(AddPermissionCommand, {
  needs: onQueue("sqs:AddPermission"),

  async handle({ QueueUrl, Label, AWSAccountIds, Actions }, ctx) {
    const reference = queueReference(QueueUrl, ctx);
    const row = await existingQueue(reference, ctx);
    const document = withPermission(row.attributes.Policy, reference.arn, {
      label: Label,
      accounts: AWSAccountIds,
      actions: Actions,
    });
    const Policy = await storablePolicy(document, ctx);
    await ctx.table(queues, reference).put({
      ...row,
      attributes: { ...row.attributes, Policy },
      modifiedAt: ctx.now(),
    });
    return {};
  },
});
