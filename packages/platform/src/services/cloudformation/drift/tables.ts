import type { Caller } from "../../../core/caller.ts";
import { event } from "../../../core/event.ts";
import type { Properties } from "../../../core/resource-type.ts";
import { table } from "../../../core/table.ts";

/** How a resource differs from what its stack made it. Times are milliseconds since the epoch. */
export interface DriftRow {
  readonly stackId: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: "IN_SYNC" | "MODIFIED" | "DELETED" | "NOT_CHECKED";
  readonly expected: Properties;
  readonly actual: Properties;
  readonly differences: readonly Difference[];
  readonly at: number;
}

export interface Difference {
  /** A JSON pointer. */
  readonly path: string;
  readonly type: "ADD" | "REMOVE" | "NOT_EQUAL";
  readonly expected: string;
  readonly actual: string;
}

/** One look at a whole stack. */
export interface DetectionRow {
  readonly id: string;
  readonly stackId: string;
  readonly status: "DETECTION_IN_PROGRESS" | "DETECTION_COMPLETE";
  readonly driftStatus?: "DRIFTED" | "IN_SYNC";
  readonly drifted: number;
  readonly at: number;
  readonly caller: Caller;
  /** The resources to look at; all where none is named. */
  readonly logicalIds?: readonly string[];
}

export const detectionBegun = event<{ id: string; stackId: string }>(
  "cloudformation.DetectionBegun",
  { lane: ({ stackId }) => `drift of ${stackId}` },
);

export const drifts = table<DriftRow>()({
  name: "cloudformation.drifts",
  scope: "region",
  key: ({ stackId, logicalId }) => [stackId, logicalId],
});

export const detections = table<DetectionRow>()({
  name: "cloudformation.drift-detections",
  scope: "region",
  key: ({ id }) => [id],
});
