import { event } from "../../../core/event.ts";
import { table } from "../../../core/table.ts";
import type { BlobRef } from "../../../store/blobs.ts";
import type { HookTarget } from "./port.ts";
import type { Annotation } from "./answer.ts";

export type HookStatus =
  | "HOOK_IN_PROGRESS"
  | "HOOK_COMPLETE_SUCCEEDED"
  | "HOOK_COMPLETE_FAILED"
  | "HOOK_FAILED";

/** What one hook said about one target. */
export interface HookResultRow {
  /** In the order of time. */
  readonly id: string;
  readonly at: number;
  readonly typeName: string;
  readonly originalTypeName?: string;
  readonly versionId: string;
  readonly configurationVersionId: string;
  readonly failureMode: "FAIL" | "WARN";
  readonly status: HookStatus;
  readonly reason?: string;
  readonly targetOperation: HookTarget["targetOperation"];
  /** Of a resource its logical id; else the ARN of the stack or change set. */
  readonly targetId: string;
  readonly targetTypeName: string;
  readonly action: HookTarget["action"];
  readonly stackId?: string;
  readonly annotations: readonly Annotation[];
  /** The template that the hook was given the address of. */
  readonly payload?: BlobRef;
}

export const hookResults = table<HookResultRow>()({
  name: "cloudformation.hook-results",
  scope: "region",
  key: ({ id }) => [id],
  indexes: {
    byTarget: ({ targetOperation, targetId, id }) => [
      [targetOperation, targetId, id],
    ],
    byType: ({ typeName, id }) => [[typeName, id]],
  },
  blobs: ({ payload }) => (payload ? [payload] : []),
});

/** That a sweep of a place's results is on its way. */
export interface HookSweepRow {
  readonly dueAt: number;
}

export const hookSweeps = table<HookSweepRow>()({
  name: "cloudformation.hook-sweeps",
  scope: "region",
  key: () => ["results"],
});

/** Results past their time are to be deleted; a sweep that is not the one its row tells of is none. */
export const hookSweepDue = event<HookSweepRow>("cloudformation.HookSweepDue");
