import { DescribeChangeSetCommand } from "@aws-sdk/client-cloudformation";
import { operation } from "../../../core/operation.ts";
import { changeSetArn, changeSetOf, onChangeSet } from "../change-set.ts";
import { shownParameters } from "../parameters.ts";
import { stackArn } from "../tables.ts";

export const DescribeChangeSet = operation(DescribeChangeSetCommand, {
  needs: async (input, ctx) => [
    await onChangeSet("DescribeChangeSet", input, ctx),
  ],

  async handle(input, ctx) {
    const { changeSet, stack } = await changeSetOf(input, ctx);
    return {
      ChangeSetName: changeSet.name,
      ChangeSetId: changeSetArn(ctx, changeSet),
      StackId: stackArn(ctx, stack),
      StackName: stack.name,
      Description: changeSet.description,
      Parameters: shownParameters(changeSet.target.parameters),
      CreationTime: new Date(changeSet.createdAt),
      ExecutionStatus: changeSet.executionStatus,
      Status: changeSet.status,
      StatusReason: changeSet.statusReason,
      NotificationARNs: [...changeSet.notificationArns],
      Capabilities: [...changeSet.capabilities] as never,
      Tags: Object.entries(changeSet.tags).map(([Key, Value]) => ({
        Key,
        Value,
      })),
      Changes: [...changeSet.changes],
      IncludeNestedStacks: false,
    };
  },
});
