import { arn } from "../../core/arn.ts";
import type { Caller } from "../../core/caller.ts";
import type { Place } from "../../core/context.ts";
import { table } from "../../core/table.ts";
import type { Properties } from "../../core/resource-type.ts";
import type { Awaited } from "./signals.ts";

/** Times in these rows are milliseconds since the epoch. */
export interface StackRow {
  /** The last segment of the stack's id. */
  readonly id: string;
  readonly name: string;
  readonly status: StackStatus;
  readonly statusReason?: string;
  readonly description?: string;
  readonly createdAt: number;
  readonly updatedAt?: number;
  readonly deletedAt?: number;
  readonly parameters: readonly StackParameter[];
  readonly tags: Readonly<Record<string, string>>;
  readonly capabilities: readonly string[];
  readonly notificationArns: readonly string[];
  readonly roleArn?: string;
  readonly disableRollback: boolean;
  readonly timeoutInMinutes?: number;
  readonly terminationProtection: boolean;
  readonly policy?: string;
  readonly outputs: readonly StackOutput[];
  /** Of a nested stack: the ids of the stack around it and of the outermost one. */
  readonly parentId?: string;
  readonly rootId?: string;
  readonly changeSetId?: string;
  /** What failed and was not rolled back, or not wholly: RollbackStack and ContinueUpdateRollback go on with it. */
  readonly failedOperation?: OperationRow;
  /** The template that the stack is at, in {@link templates}. */
  readonly templateVersion?: string;
}

export type StackStatus =
  | "REVIEW_IN_PROGRESS"
  | `${"CREATE" | "UPDATE" | "DELETE" | "ROLLBACK" | "UPDATE_ROLLBACK"}_${"IN_PROGRESS" | "COMPLETE" | "FAILED"}`
  | `${"UPDATE" | "UPDATE_ROLLBACK"}_COMPLETE_CLEANUP_IN_PROGRESS`;

export interface StackParameter {
  readonly name: string;
  readonly value: string;
  readonly noEcho: boolean;
  /** What it stands for, where the value names a parameter of the Parameter Store. */
  readonly resolved?: string;
}

export interface StackOutput {
  readonly key: string;
  readonly value: string;
  readonly description?: string;
  readonly exportName?: string;
}

/** A template that a stack is at, goes to or comes from. */
export interface TemplateRow {
  readonly stackId: string;
  readonly version: string;
  readonly original: string;
  /** What the transforms made of it; the original where there are none, undefined where they failed. */
  readonly processed?: string;
}

/** What a stack is told to become. */
export interface Target {
  readonly templateVersion: string;
  readonly parameters: readonly StackParameter[];
}

/** What a stack is doing; a crash ends the process that does it, and the next one goes on. */
export interface OperationRow {
  readonly stackId: string;
  readonly id: string;
  readonly kind: "CREATE" | "UPDATE" | "DELETE";
  readonly phase: "forward" | "cleanup" | "rollback" | "rollback-cleanup";
  /** Undefined for a deletion. */
  readonly target?: Target;
  /** What an update goes back to. */
  readonly previous?: Target & Pick<StackRow, "tags" | "outputs">;
  readonly caller: Caller;
  readonly roleArn?: string;
  readonly clientToken?: string;
  readonly onFailure: "ROLLBACK" | "DELETE" | "DO_NOTHING";
  /** Logical ids that a deletion leaves, or a rollback passes over. */
  readonly keep: readonly string[];
  readonly startedAt: number;
  /** Whether a rollback also deletes what the operation made and its template would have kept. */
  readonly retainExceptOnCreate?: boolean;
  /** When a creation that is not done fails. */
  readonly endsAt?: number;
  readonly cancelled?: boolean;
  /** The stack's policy during this update, where it is another. */
  readonly policy?: string;
}

export type ResourceStatus =
  `${"CREATE" | "UPDATE" | "DELETE" | "ROLLBACK"}_${"IN_PROGRESS" | "COMPLETE" | "FAILED" | "SKIPPED"}`;

/** One resource of a stack, as it is. */
export interface ResourceRow {
  readonly stackId: string;
  readonly logicalId: string;
  readonly type: string;
  readonly status: ResourceStatus;
  readonly statusReason?: string;
  readonly updatedAt: number;
  /** The primary identifier; undefined until it is made. */
  readonly identifier?: string;
  /** What `Ref` gives. */
  readonly physicalId?: string;
  /** As they were given, resolved. */
  readonly properties: Properties;
  /** As the service tells them, for `Fn::GetAtt`. */
  readonly attributes: Properties;
  readonly dependsOn: readonly string[];
  readonly deletionPolicy: string;
  readonly updateReplacePolicy: string;
  readonly metadata?: object;
  /** What its creation policy waits for. */
  readonly awaited?: Awaited;
  /** The step that is under way: it begins again after a crash, under the same id. */
  readonly step?: Step;
  /** The operation that last changed it. */
  readonly operationId: string;
}

export interface Step {
  readonly id: string;
  readonly kind: "create" | "update" | "delete";
  readonly properties: Properties;
  /** Hooks let it pass: what is half done after a crash is done to its end, whatever they would say then. */
  readonly judged?: true;
}

/** A resource whose successor exists: it goes at the end of the operation, or comes back in a rollback. */
export interface ReplacedRow {
  readonly stackId: string;
  readonly logicalId: string;
  readonly identifier: string;
  readonly resource: ResourceRow;
}

export interface EventRow {
  readonly stackId: string;
  /** In the order of time. */
  readonly id: string;
  readonly at: number;
  readonly logicalId: string;
  readonly physicalId?: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly properties?: string;
  readonly clientToken?: string;
  readonly hook?: HookEvent;
}

/** What an event tells of a hook. */
export interface HookEvent {
  readonly type: string;
  readonly status: string;
  readonly statusReason?: string;
  readonly invocationPoint: string;
  readonly invocationId: string;
  readonly failureMode: string;
}

/** A value that stacks of the same account and Region may import. */
export interface ExportRow {
  readonly name: string;
  readonly stackId: string;
  readonly value: string;
}

/** A stack that imports a value. */
export interface ImportRow {
  readonly name: string;
  readonly stackId: string;
}

export interface ChangeSetRow {
  readonly stackId: string;
  readonly id: string;
  readonly name: string;
  readonly kind: "CREATE" | "UPDATE";
  readonly description?: string;
  readonly createdAt: number;
  readonly status: "CREATE_IN_PROGRESS" | "CREATE_COMPLETE" | "FAILED";
  readonly executionStatus: "AVAILABLE" | "UNAVAILABLE" | "EXECUTE_COMPLETE";
  readonly statusReason?: string;
  readonly target: Target;
  readonly tags: Readonly<Record<string, string>>;
  readonly capabilities: readonly string[];
  readonly notificationArns: readonly string[];
  readonly roleArn?: string;
  readonly onFailure?: OperationRow["onFailure"];
  /** As DescribeChangeSet shows them. */
  readonly changes: readonly object[];
}

const region = { scope: "region" } as const;

export const stacks = table<StackRow>()({
  name: "cloudformation.stacks",
  ...region,
  key: ({ id }) => [id],
  indexes: {
    /** The stacks that go by their name: all but those that are deleted. */
    byName: ({ name, status }) =>
      status === "DELETE_COMPLETE" ? [] : [[name]],
    byTime: ({ createdAt, id }) => [[createdAt, id]],
  },
});

export const templates = table<TemplateRow>()({
  name: "cloudformation.templates",
  ...region,
  key: ({ stackId, version }) => [stackId, version],
});

/** The operations under way: one of a stack at a time. */
export const operations = table<OperationRow>()({
  name: "cloudformation.operations",
  ...region,
  key: ({ stackId }) => [stackId],
});

export const resources = table<ResourceRow>()({
  name: "cloudformation.resources",
  ...region,
  key: ({ stackId, logicalId }) => [stackId, logicalId],
});

export const replaced = table<ReplacedRow>()({
  name: "cloudformation.replaced",
  ...region,
  key: ({ stackId, logicalId, identifier }) => [stackId, logicalId, identifier],
});

export const events = table<EventRow>()({
  name: "cloudformation.events",
  ...region,
  key: ({ stackId, id }) => [stackId, id],
});

export const exported = table<ExportRow>()({
  name: "cloudformation.exports",
  ...region,
  key: ({ name }) => [name],
});

export const imports = table<ImportRow>()({
  name: "cloudformation.imports",
  ...region,
  key: ({ name, stackId }) => [name, stackId],
});

export const changeSets = table<ChangeSetRow>()({
  name: "cloudformation.change-sets",
  ...region,
  key: ({ stackId, id }) => [stackId, id],
});

/** A stack's whole id. */
export function stackArn(
  place: Place,
  { name, id }: Pick<StackRow, "name" | "id">,
): string {
  return arn("cloudformation", place, `stack/${name}/${id}`);
}
