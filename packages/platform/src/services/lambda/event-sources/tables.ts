import type { Place } from "../../../core/context.ts";
import { event } from "../../../core/event.ts";
import { table } from "../../../core/table.ts";
import type { Tags } from "../tables.ts";

/** A queue whose messages a function is called with. Times are milliseconds since the epoch. */
export interface MappingRow extends Place {
  readonly uuid: string;
  readonly functionName: string;
  readonly qualifier?: string;
  readonly eventSourceArn: string;
  readonly batchSize: number;
  readonly windowSeconds: number;
  /** Event patterns as they were given; a message that none of them matches is deleted unseen. */
  readonly filters?: readonly string[];
  readonly reportsItemFailures: boolean;
  readonly maximumConcurrency?: number;
  /** Whether CloudWatch learns how many events took which way. */
  readonly countsEvents: boolean;
  readonly tags: Tags;
  readonly state: MappingState;
  readonly stateReason: string;
  readonly modifiedAt: number;
  readonly lastResult: string;
}

export type MappingState =
  | "Creating"
  | "Enabling"
  | "Enabled"
  | "Disabling"
  | "Disabled"
  | "Updating"
  | "Deleting";

/** Global, so that all of them are found at the start. */
export const mappings = table<MappingRow>()({
  name: "lambda.event-source-mappings",
  scope: "global",
  key: ({ accountId, region, uuid }) => [accountId, region, uuid],
  indexes: {
    byFunction: ({ accountId, region, functionName, uuid }) => [
      [accountId, region, functionName, uuid],
    ],
    bySource: ({ accountId, region, eventSourceArn, uuid }) => [
      [accountId, region, eventSourceArn, uuid],
    ],
  },
});

/** A mapping is to take on the state that it is on its way to. */
export const mappingChanged = event<Place & { uuid: string }>(
  "lambda.MappingChanged",
);
