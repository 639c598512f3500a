import {
  ChangeSetHooksStatus,
  DescribeChangeSetHooksCommand,
  type Change,
  type ChangeSetHook,
} from "@aws-sdk/client-cloudformation";
import type { Context } from "../../../core/context.ts";
import { operation } from "../../../core/operation.ts";
import { changeSetArn, changeSetOf, onChangeSet } from "../change-set.ts";
import { hooksFor } from "../hooks/active-hooks.ts";
import type { HookTarget } from "../hooks/port.ts";
import { stackArn, type ChangeSetRow, type StackRow } from "../tables.ts";

const ACTIONS = { Add: "CREATE", Modify: "UPDATE", Remove: "DELETE" } as const;

/** The hooks that would be asked about the resources which a change set changes. */
export const DescribeChangeSetHooks = operation(DescribeChangeSetHooksCommand, {
  needs: async (input, ctx) => [
    await onChangeSet("DescribeChangeSetHooks", input, ctx),
  ],

  async handle(input, ctx) {
    const { changeSet, stack } = await changeSetOf(input, ctx);
    const targets = changesIn(changeSet).filter(
      ({ logicalId }) => (input.LogicalResourceId ?? logicalId) === logicalId,
    );
    const hooks = await Promise.all(
      targets.map((target) => hooksOf(target, changeSet, stack, ctx)),
    );
    return {
      ChangeSetId: changeSetArn(ctx, changeSet),
      ChangeSetName: changeSet.name,
      StackId: stackArn(ctx, stack),
      StackName: stack.name,
      Status:
        changeSet.status === "FAILED"
          ? ChangeSetHooksStatus.UNAVAILABLE
          : ChangeSetHooksStatus.PLANNED,
      Hooks: hooks.flat(),
    };
  },
});

interface Changed {
  readonly logicalId: string;
  readonly typeName: string;
  readonly action: keyof typeof ACTIONS;
}

function changesIn({ changes }: ChangeSetRow): readonly Changed[] {
  return (changes as readonly Change[]).map(({ ResourceChange }) => ({
    logicalId: ResourceChange?.LogicalResourceId ?? "",
    typeName: ResourceChange?.ResourceType ?? "",
    action: ResourceChange?.Action as keyof typeof ACTIONS,
  }));
}

async function hooksOf(
  { logicalId, typeName, action }: Changed,
  changeSet: ChangeSetRow,
  stack: StackRow,
  ctx: Context,
): Promise<readonly ChangeSetHook[]> {
  const roleArn = changeSet.roleArn ?? stack.roleArn;
  const target: HookTarget = {
    invocationPoint: "PRE_PROVISION",
    targetOperation: "RESOURCE",
    action: ACTIONS[action],
    typeName,
    logicalId,
    stackId: stackArn(ctx, stack),
    stackName: stack.name,
    ...(roleArn === undefined ? {} : { roleArn }),
  };
  const hooks = await hooksFor(target, ctx);
  return hooks.map((hook) => ({
    InvocationPoint: "PRE_PROVISION",
    FailureMode: hook.configuration.failureMode,
    TypeName: hook.typeName,
    TypeVersionId: hook.versionId,
    TypeConfigurationVersionId: hook.configurationVersionId,
    TargetDetails: {
      TargetType: "RESOURCE",
      ResourceTargetDetails: {
        LogicalResourceId: logicalId,
        ResourceType: typeName,
        ResourceAction: action,
      },
    },
  }));
}
