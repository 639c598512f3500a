import type {
  StackSetOperationPreferences,
  DeploymentTargets,
} from "@aws-sdk/client-cloudformation";
import { event } from "../../../core/event.ts";
import { table } from "../../../core/table.ts";
import type { StackParameter } from "../tables.ts";

/** A template that is carried into accounts and Regions. Times in these rows are milliseconds since the epoch. */
export interface StackSetRow {
  /** As `name:uuid`. */
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly status: "ACTIVE" | "DELETED";
  readonly description?: string;
  readonly template: string;
  readonly parameters: readonly StackParameter[];
  readonly capabilities: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly permissionModel: "SELF_MANAGED" | "SERVICE_MANAGED";
  /** Of a set with rights of its own: the role that enters the accounts, and the one it enters by. */
  readonly administrationRoleArn?: string;
  readonly executionRoleName?: string;
  /** Of an organization's set. */
  readonly autoDeployment?: {
    readonly enabled: boolean;
    readonly retainStacks: boolean;
  };
  /** The Regions into which the accounts of a unit get the stack, by unit. */
  readonly units: Readonly<Record<string, readonly string[]>>;
  /** Whether an operation waits for the one before it, where it would be refused otherwise. */
  readonly managedExecution: boolean;
  readonly createdAt: number;
}

/** A set's stack in one account and Region. */
export interface StackInstanceRow {
  readonly setId: string;
  readonly account: string;
  readonly region: string;
  readonly unitId?: string;
  readonly stackId?: string;
  readonly status: "CURRENT" | "OUTDATED" | "INOPERABLE";
  readonly detailedStatus: ResultStatus;
  readonly statusReason?: string;
  readonly overrides: readonly Override[];
  readonly lastOperationId: string;
}

/** A parameter's value in one account and Region. */
export interface Override {
  readonly name: string;
  readonly value: string;
}

export type ResultStatus =
  "PENDING" | "RUNNING" | "SUCCEEDED" | "FAILED" | "CANCELLED";

/** What is done with a set's instances; it goes on after a crash. */
export interface SetOperationRow {
  readonly setId: string;
  readonly id: string;
  readonly action: "CREATE" | "UPDATE" | "DELETE";
  readonly status:
    "QUEUED" | "RUNNING" | "SUCCEEDED" | "FAILED" | "STOPPING" | "STOPPED";
  readonly retainStacks: boolean;
  readonly preferences: StackSetOperationPreferences;
  readonly targets?: DeploymentTargets;
  readonly createdAt: number;
  readonly endedAt?: number;
  readonly failures: number;
}

/** How an operation went in one account and Region. */
export interface SetResultRow {
  readonly setId: string;
  readonly operationId: string;
  readonly account: string;
  readonly region: string;
  readonly unitId?: string;
  readonly status: ResultStatus;
  readonly reason?: string;
}

const account = { scope: "account" } as const;

export const stackSets = table<StackSetRow>()({
  name: "cloudformation.stack-sets",
  ...account,
  key: ({ region, id }) => [region, id],
  indexes: {
    byName: ({ region, name, status }) =>
      status === "ACTIVE" ? [[region, name]] : [],
  },
});

export const stackInstances = table<StackInstanceRow>()({
  name: "cloudformation.stack-instances",
  ...account,
  key: (row) => [row.setId, row.account, row.region],
});

export const setOperations = table<SetOperationRow>()({
  name: "cloudformation.stack-set-operations",
  ...account,
  key: ({ setId, id }) => [setId, id],
  indexes: { byTime: ({ setId, createdAt, id }) => [[setId, createdAt, id]] },
});

export const setResults = table<SetResultRow>()({
  name: "cloudformation.stack-set-results",
  ...account,
  key: (row) => [row.setId, row.operationId, row.account, row.region],
});

/** An operation on a set's instances is to be carried out; those of one set wait for each other. */
export const setOperationBegun = event<{
  setId: string;
  operationId: string;
  accountId: string;
  region: string;
}>("cloudformation.SetOperationBegun", { lane: ({ setId }) => setId });
