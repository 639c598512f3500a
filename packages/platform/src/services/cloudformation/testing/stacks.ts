import {
  CreateStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourceCommand,
  DescribeStacksCommand,
  type CreateStackCommandInput,
  type Stack,
} from "@aws-sdk/client-cloudformation";
import type { Cloud } from "../../../../testing/cloud.ts";

/** Waits until a stack's operation is over, and answers how it stands. */
export async function settledStack(
  cloud: Cloud,
  StackName: string,
): Promise<Stack> {
  await cloud.settled();
  const { Stacks = [] } = await cloud.cloudformation.send(
    new DescribeStacksCommand({ StackName }),
  );
  return Stacks[0]!;
}

/** Makes a stack and waits for it. */
export async function makeStack(
  cloud: Cloud,
  StackName: string,
  template: string | object,
  more: Partial<CreateStackCommandInput> = {},
): Promise<Stack> {
  const { StackId = "" } = await cloud.cloudformation.send(
    new CreateStackCommand({
      StackName,
      TemplateBody:
        typeof template === "string" ? template : JSON.stringify(template),
      ...more,
    }),
  );
  return settledStack(cloud, StackId);
}

/** `logicalId status` of a stack's events, the oldest first. */
export async function eventsOf(
  cloud: Cloud,
  StackName: string,
): Promise<string[]> {
  const { StackEvents = [] } = await cloud.cloudformation.send(
    new DescribeStackEventsCommand({ StackName }),
  );
  return StackEvents.toReversed().map(
    ({ LogicalResourceId, ResourceStatus }) =>
      `${LogicalResourceId} ${ResourceStatus}`,
  );
}

/** The reasons of a stack's own events of a status, the oldest first. */
export async function eventReasons(
  cloud: Cloud,
  StackName: string,
  status: string,
): Promise<string[]> {
  const { StackEvents = [] } = await cloud.cloudformation.send(
    new DescribeStackEventsCommand({ StackName }),
  );
  return StackEvents.toReversed()
    .filter(
      ({ PhysicalResourceId, StackId, ResourceStatus }) =>
        PhysicalResourceId === StackId && ResourceStatus === status,
    )
    .map(({ ResourceStatusReason = "" }) => ResourceStatusReason);
}

/** Waits until a resource of a stack is in a state, as `CREATE_IN_PROGRESS`. */
export async function resourceIn(
  cloud: Cloud,
  StackName: string,
  LogicalResourceId: string,
  status: string,
): Promise<void> {
  const found = () =>
    cloud.cloudformation
      .send(new DescribeStackResourceCommand({ StackName, LogicalResourceId }))
      .catch(() => undefined);
  while ((await found())?.StackResourceDetail?.ResourceStatus !== status);
}
