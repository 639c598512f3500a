import type {
  StackInstance,
  StackInstanceSummary,
  StackSet,
  StackSetOperation,
  StackSetOperationSummary,
  StackSetSummary,
} from "@aws-sdk/client-cloudformation";
import { shownParameters } from "../parameters.ts";
import { defaultAdministrationRole, EXECUTION_ROLE } from "./rights.ts";
import { stackSetArn, type FoundSet } from "./sets.ts";
import type {
  SetOperationRow,
  StackInstanceRow,
  StackSetRow,
} from "./tables.ts";

/** A set as ListStackSets shows it. */
export function shownSetSummary(set: StackSetRow): StackSetSummary {
  const { autoDeployment } = set;
  return {
    StackSetName: set.name,
    StackSetId: set.id,
    Description: set.description,
    Status: set.status,
    PermissionModel: set.permissionModel,
    DriftStatus: "NOT_CHECKED",
    ManagedExecution: { Active: set.managedExecution },
    ...(autoDeployment
      ? {
          AutoDeployment: {
            Enabled: autoDeployment.enabled,
            RetainStacksOnAccountRemoval: autoDeployment.retainStacks,
          },
        }
      : {}),
  };
}

/** A set as DescribeStackSet shows it. */
export function shownSet(
  { set, place }: FoundSet,
  instances: readonly StackInstanceRow[],
): StackSet {
  const { DriftStatus: _drift, ...summary } = shownSetSummary(set);
  return {
    ...summary,
    StackSetARN: stackSetArn(place, set.id),
    TemplateBody: set.template,
    Parameters: shownParameters(set.parameters),
    Capabilities: [...set.capabilities] as never,
    Tags: Object.entries(set.tags).map(([Key, Value]) => ({ Key, Value })),
    OrganizationalUnitIds: Object.keys(set.units),
    Regions: [...new Set(instances.map(({ region }) => region))],
    ...rolesOf({ set, place }),
  };
}

function rolesOf({ set, place }: FoundSet) {
  return set.permissionModel === "SERVICE_MANAGED"
    ? {}
    : {
        AdministrationRoleARN:
          set.administrationRoleArn ?? defaultAdministrationRole(place),
        ExecutionRoleName: set.executionRoleName ?? EXECUTION_ROLE,
      };
}

/** An instance as ListStackInstances shows it. */
export function shownInstanceSummary(
  row: StackInstanceRow,
): StackInstanceSummary {
  return {
    StackSetId: row.setId,
    Account: row.account,
    Region: row.region,
    StackId: row.stackId,
    Status: row.status,
    StatusReason: row.statusReason,
    StackInstanceStatus: { DetailedStatus: row.detailedStatus },
    OrganizationalUnitId: row.unitId ?? "",
    DriftStatus: "NOT_CHECKED",
    LastOperationId: row.lastOperationId,
  };
}

/** An instance as DescribeStackInstance shows it. */
export function shownInstance(row: StackInstanceRow): StackInstance {
  return {
    ...shownInstanceSummary(row),
    ParameterOverrides: row.overrides.map(({ name, value }) => ({
      ParameterKey: name,
      ParameterValue: value,
    })),
  };
}

/** An operation as ListStackSetOperations shows it. */
export function shownOperationSummary(
  row: SetOperationRow,
): StackSetOperationSummary {
  return {
    OperationId: row.id,
    Action: row.action,
    Status: row.status,
    CreationTimestamp: new Date(row.createdAt),
    ...(row.endedAt === undefined
      ? {}
      : { EndTimestamp: new Date(row.endedAt) }),
    OperationPreferences: row.preferences,
    StatusDetails: { FailedStackInstancesCount: row.failures },
  };
}

/** An operation as DescribeStackSetOperation shows it. */
export function shownOperation(
  found: FoundSet,
  row: SetOperationRow,
): StackSetOperation {
  return {
    ...shownOperationSummary(row),
    StackSetId: row.setId,
    DeploymentTargets: row.targets,
    ...(row.action === "DELETE" ? { RetainStacks: row.retainStacks } : {}),
    ...rolesOf(found),
  };
}
