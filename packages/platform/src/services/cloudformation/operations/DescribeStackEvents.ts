import {
  DescribeStackEventsCommand,
  type StackEvent,
} from "@aws-sdk/client-cloudformation";
import { operation } from "../../../core/operation.ts";
import { page } from "../../../core/page.ts";
import { invalid, onStack, stackOf } from "../stack.ts";
import { events, stackArn, type EventRow } from "../tables.ts";

const PAGE = 100;

/** The latest first. */
export const DescribeStackEvents = operation(DescribeStackEventsCommand, {
  needs: async ({ StackName }, ctx) => [
    await onStack("DescribeStackEvents", StackName, ctx),
  ],

  async handle({ StackName, NextToken }, ctx) {
    const stack = await stackOf(StackName, ctx);
    const { rows, nextToken } = await page(
      ctx.table(events),
      { prefix: [stack.id], reverse: true, limit: PAGE },
      NextToken,
      () => invalid("NextToken is not valid."),
    );
    return {
      StackEvents: rows.map((row) =>
        shownEvent(row, stackArn(ctx, stack), stack.name),
      ),
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    };
  },
});

function shownEvent(
  row: EventRow,
  StackId: string,
  StackName: string,
): StackEvent {
  const { hook } = row;
  return {
    StackId,
    StackName,
    EventId: row.id,
    LogicalResourceId: row.logicalId,
    PhysicalResourceId: row.physicalId ?? "",
    ResourceType: row.type,
    Timestamp: new Date(row.at),
    ResourceStatus: row.status as never,
    ResourceStatusReason: row.reason,
    ResourceProperties: row.properties,
    ClientRequestToken: row.clientToken,
    ...(hook
      ? {
          HookType: hook.type,
          HookStatus: hook.status as never,
          HookStatusReason: hook.statusReason,
          HookInvocationPoint: hook.invocationPoint as never,
          HookInvocationId: hook.invocationId,
          HookFailureMode: hook.failureMode as never,
        }
      : {}),
  };
}
