import type { Change } from "@aws-sdk/client-cloudformation";
import type { Context } from "../../../core/context.ts";
import type { Properties } from "../../../core/resource-type.ts";
import type { HookEvent } from "../tables.ts";

/** What is about to be done, before anything of it is. */
export interface HookTarget {
  readonly invocationPoint: "PRE_PROVISION";
  readonly targetOperation:
    "RESOURCE" | "STACK" | "CHANGE_SET" | "CLOUD_CONTROL";
  readonly action: "CREATE" | "UPDATE" | "DELETE";
  /** A resource type's name; `STACK` and `CHANGE_SET` for those. */
  readonly typeName: string;
  readonly logicalId: string;
  readonly stackId?: string;
  readonly stackName?: string;
  readonly roleArn?: string;
  /** Of a resource: its functions resolved. Of a stack: the template as it was written. */
  readonly properties?: Properties;
  readonly previousProperties?: Properties;
  readonly template?: string;
  readonly previousTemplate?: string;
  readonly clientToken?: string;
  /** Of a resource of no stack: what its judgement goes by, Cloud Control's `HooksRequestToken`. */
  readonly requestToken?: string;
  /** Of a change set: its ARN, and its changes as DescribeChangeSet shows them. */
  readonly changeSetId?: string;
  readonly changes?: readonly Change[];
}

/** Whether it may be done; `events` are told of the stack. */
export interface HookVerdict {
  readonly proceed: boolean;
  /** Whether any hook was asked: such a verdict is to be held to, also after a crash. */
  readonly asked: boolean;
  /** Why not: becomes the reason of the resource or the stack. */
  readonly reason?: string;
}

/** Told while hooks work, so that a stack's events show it. */
export type TellHook = (event: HookEvent) => Promise<void>;

/** Asks every hook that a target concerns. */
export type BeforeProvision = (
  target: HookTarget,
  ctx: Context,
  tell: TellHook,
) => Promise<HookVerdict>;
