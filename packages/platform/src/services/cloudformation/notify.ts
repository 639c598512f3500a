import { PublishCommand } from "@aws-sdk/client-sns";
import type { Context } from "../../core/context.ts";
import { Fault } from "../../core/errors.ts";
import { event } from "../../core/event.ts";
import { stackArn, stacks, type EventRow } from "./tables.ts";

/** Something happened to a stack that topics are to be told of; what happens to one stack is told in its order. */
export const eventTold = event<{ event: EventRow }>(
  "cloudformation.EventTold",
  { lane: (payload) => payload.event.stackId },
);

/** Publishes a stack's event to the stack's topics, as CloudFormation: a topic that does not let it is passed over. */
export async function publishEvent(
  { event: told }: { event: EventRow },
  ctx: Context,
): Promise<void> {
  const aside = ctx.aside();
  const stack = await aside.table(stacks).get(told.stackId);
  if (!stack) return;
  const sourceArn = stackArn(ctx, stack);
  for (const TopicArn of stack.notificationArns)
    await aside
      .send(
        new PublishCommand({
          TopicArn,
          Subject: "AWS CloudFormation Notification",
          Message: textOf(told, stack.name, sourceArn, ctx.accountId),
        }),
        {
          as: "cloudformation.amazonaws.com",
          sourceArn,
          accountId: ctx.accountId,
        },
      )
      .catch((error: unknown) => {
        if (!(error instanceof Fault) || error.side === "server") throw error;
      });
}

/** One line a member, each value in quotes, as CloudFormation writes it. */
function textOf(
  told: EventRow,
  stackName: string,
  stackId: string,
  accountId: string,
): string {
  const members = {
    StackId: stackId,
    Timestamp: new Date(told.at).toISOString(),
    EventId: told.id,
    LogicalResourceId: told.logicalId,
    Namespace: accountId,
    PhysicalResourceId: told.physicalId ?? "",
    ResourceProperties: told.properties ?? "null",
    ResourceStatus: told.status,
    ResourceStatusReason: told.reason ?? "",
    ResourceType: told.type,
    StackName: stackName,
    ClientRequestToken: told.clientToken ?? "null",
    ...(told.hook
      ? {
          HookType: told.hook.type,
          HookStatus: told.hook.status,
          HookStatusReason: told.hook.statusReason ?? "",
          HookInvocationPoint: told.hook.invocationPoint,
          HookInvocationId: told.hook.invocationId,
          HookFailureMode: told.hook.failureMode,
        }
      : {}),
  };
  return Object.entries(members)
    .map(([name, value]) => `${name}='${value}'\n`)
    .join("");
}
