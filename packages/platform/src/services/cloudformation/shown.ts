import type {
  Stack,
  StackResource,
  StackResourceDetail,
  StackResourceSummary,
  StackSummary,
} from "@aws-sdk/client-cloudformation";
import type { Place } from "../../core/context.ts";
import { shownParameters } from "./parameters.ts";
import { stackArn, type ResourceRow, type StackRow } from "./tables.ts";

/** A stack as DescribeStacks shows it. */
export function shownStack(stack: StackRow, place: Place): Stack {
  return {
    ...shownSummary(stack, place),
    Description: stack.description,
    Parameters: shownParameters(stack.parameters),
    DisableRollback: stack.disableRollback,
    NotificationARNs: [...stack.notificationArns],
    TimeoutInMinutes: stack.timeoutInMinutes,
    Capabilities: [...stack.capabilities] as never,
    Outputs: stack.outputs.map(({ key, value, description, exportName }) => ({
      OutputKey: key,
      OutputValue: value,
      Description: description,
      ExportName: exportName,
    })),
    RoleARN: stack.roleArn,
    Tags: Object.entries(stack.tags).map(([Key, Value]) => ({ Key, Value })),
    EnableTerminationProtection: stack.terminationProtection,
    ChangeSetId: stack.changeSetId,
    RollbackConfiguration: {},
  } as Stack;
}

/** A stack as ListStacks shows it. */
export function shownSummary(stack: StackRow, place: Place): StackSummary {
  return {
    StackId: stackArn(place, stack),
    StackName: stack.name,
    TemplateDescription: stack.description,
    CreationTime: new Date(stack.createdAt),
    ...(stack.updatedAt === undefined
      ? {}
      : { LastUpdatedTime: new Date(stack.updatedAt) }),
    ...(stack.deletedAt === undefined
      ? {}
      : { DeletionTime: new Date(stack.deletedAt) }),
    StackStatus: stack.status as never,
    StackStatusReason: stack.statusReason,
    ParentId: stack.parentId,
    RootId: stack.rootId,
    DriftInformation: { StackDriftStatus: "NOT_CHECKED" },
  } as StackSummary;
}

/** A resource as ListStackResources shows it. */
export function shownResourceSummary(row: ResourceRow): StackResourceSummary {
  return {
    LogicalResourceId: row.logicalId,
    PhysicalResourceId: row.physicalId,
    ResourceType: row.type,
    LastUpdatedTimestamp: new Date(row.updatedAt),
    ResourceStatus: row.status as never,
    ResourceStatusReason: row.statusReason,
    DriftInformation: { StackResourceDriftStatus: "NOT_CHECKED" },
  };
}

/** A resource as DescribeStackResources shows it. */
export function shownResource(
  row: ResourceRow,
  stack: StackRow,
  place: Place,
): StackResource {
  const { LastUpdatedTimestamp, ...shown } = shownResourceSummary(row);
  return {
    ...shown,
    StackName: stack.name,
    StackId: stackArn(place, stack),
    Timestamp: LastUpdatedTimestamp,
  };
}

/** A resource as DescribeStackResource shows it. */
export function shownDetail(
  row: ResourceRow,
  stack: StackRow,
  place: Place,
): StackResourceDetail {
  return {
    ...shownResourceSummary(row),
    StackName: stack.name,
    StackId: stackArn(place, stack),
    ...(row.metadata ? { Metadata: JSON.stringify(row.metadata) } : {}),
  };
}
