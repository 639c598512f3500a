import type {
  ConfigurationItemStatus,
  ConfigSnapshotDeliveryProperties,
  RecordingGroup,
  RecordingMode,
  Relationship,
} from "@aws-sdk/client-config-service";
import { arn } from "../../../core/arn.ts";
import type { Place } from "../../../core/context.ts";
import { event } from "../../../core/event.ts";
import type { Properties } from "../../../core/resource-type.ts";
import { table } from "../../../core/table.ts";
import { idOf } from "../tables.ts";

/** Times in these rows are milliseconds since the epoch. */
export interface RecorderRow {
  readonly name: string;
  readonly roleArn: string;
  readonly group: RecordingGroup;
  readonly mode: RecordingMode;
  readonly recording: boolean;
  readonly startedAt?: number;
  readonly stoppedAt?: number;
  readonly changedAt?: number;
  /** Why the last look at a resource failed. */
  readonly error?: { readonly code: string; readonly message: string };
}

export interface ChannelRow {
  readonly name: string;
  readonly bucket: string;
  readonly prefix?: string;
  readonly kmsKeyArn?: string;
  readonly topicArn?: string;
  readonly properties?: ConfigSnapshotDeliveryProperties;
  /** Names this state of the channel: what was scheduled for an earlier one is void. */
  readonly revision: string;
}

/** How deliveries of a channel went. */
export interface DeliveryRow {
  readonly channel: string;
  readonly kind: "snapshot" | "history" | "stream";
  readonly at: number;
  readonly succeededAt?: number;
  readonly errorCode?: string;
  readonly errorMessage?: string;
}

/** A state of a resource. */
export interface ItemRow {
  readonly resourceType: string;
  readonly resourceId: string;
  /** Grows with each state of the resource; about the time of its capture. */
  readonly stateId: number;
  /** As CloudFormation identifies it. */
  readonly identifier: string;
  readonly resourceName?: string;
  readonly arn?: string;
  readonly status: ConfigurationItemStatus;
  readonly capturedAt: number;
  readonly createdAt?: number;
  readonly properties: Properties;
  readonly relationships: readonly Relationship[];
}

export const recorders = table<RecorderRow>()({
  name: "config.recorders",
  scope: "region",
  key: ({ name }) => [name],
});

export const channels = table<ChannelRow>()({
  name: "config.channels",
  scope: "region",
  key: ({ name }) => [name],
});

export const deliveries = table<DeliveryRow>()({
  name: "config.deliveries",
  scope: "region",
  key: ({ channel, kind }) => [channel, kind],
});

/** Where a resource stands by its identifier: names of IAM differ in more than their case. */
export function identifierKey(
  resourceType: string,
  identifier: string,
): readonly [string, string] {
  const folds = resourceType.startsWith("AWS::IAM::");
  return [resourceType, folds ? identifier.toLowerCase() : identifier];
}

/** The latest state of each resource, deleted ones among them. */
export const latestItems = table<ItemRow>()({
  name: "config.latest-items",
  scope: "region",
  key: ({ resourceType, resourceId }) => [resourceType, resourceId],
  indexes: {
    byIdentifier: ({ resourceType, identifier }) => [
      identifierKey(resourceType, identifier),
    ],
  },
});

/** Every state of each resource. */
export const history = table<ItemRow>()({
  name: "config.history",
  scope: "region",
  key: ({ resourceType, resourceId, stateId }) => [
    resourceType,
    resourceId,
    stateId,
  ],
});

/** A recorder was started, stopped or told to record something else. */
export const recorderChanged = event<{ name: string }>(
  "config.RecorderChanged",
  { lane: ({ name }) => name },
);

/** A snapshot is to be delivered, as a channel's frequency has it. */
export const snapshotDue = event<{
  channel: string;
  revision: string;
  /** Set where somebody asked for it. */
  snapshotId?: string;
}>("config.SnapshotDue");

/** Something is to be told on the channel's topic. */
export const told = event<Place & { subject: string; message: object }>(
  "config.Told",
);

export const recorderArnOf = (place: Place, name: string): string =>
  arn(
    "config",
    place,
    `configuration-recorder/${name}/${idOf(place, "recorder", name)}`,
  );

/** Has a row for each recorder that is recording, wherever: what the recording resumes by. */
export interface RecordingRow {
  readonly accountId: string;
  readonly region: string;
  readonly name: string;
}
export const recordings = table<RecordingRow>()({
  name: "config.recordings",
  scope: "global",
  key: ({ accountId, region, name }) => [accountId, region, name],
});
