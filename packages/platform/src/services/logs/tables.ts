import { table } from "../../core/table.ts";
import type { Tags } from "../../core/identity/tables.ts";

/** Times in these rows are milliseconds since the epoch. */
export interface LogGroup {
  readonly logGroupName: string;
  /** A group made again under an old name starts empty: streams and batches belong to the id. */
  readonly id: string;
  readonly createdAt: number;
  readonly tags: Tags;
  readonly retentionInDays?: number;
  /** When the next sweep of expired events is due; set while there is a retention. */
  readonly sweepAt?: number;
  readonly deletionProtected?: boolean;
  /** How many metric filters the group has: groups without any are not looked up. */
  readonly metricFilters?: number;
  readonly subscriptionFilters?: number;
}

export interface LogStream {
  readonly groupId: string;
  readonly logStreamName: string;
  readonly id: string;
  readonly createdAt: number;
  readonly firstEventAt?: number;
  /** May lag behind the newest batch by a moment: see `stream-tail.ts`. */
  readonly lastEventAt?: number;
  readonly lastIngestedAt?: number;
}

/** Events that were put together, in order of time; they span a minute at most. */
export interface EventBatch {
  readonly groupId: string;
  readonly streamId: string;
  readonly logStreamName: string;
  /** 37 digits that sort by the time of ingestion: part of the event ids. */
  readonly id: string;
  readonly from: number;
  readonly to: number;
  readonly ingestedAt: number;
  readonly bytes: number;
  readonly events: readonly (readonly [time: number, message: string])[];
}

/** A part of the bytes that a group stores; several parts, so that concurrent batches do not conflict. */
export interface StoredVolume {
  readonly groupId: string;
  readonly part: number;
  readonly bytes: number;
}

export const logGroups = table<LogGroup>()({
  name: "logs.groups",
  scope: "region",
  key: ({ logGroupName }) => [logGroupName],
});

export const logStreams = table<LogStream>()({
  name: "logs.streams",
  scope: "region",
  key: ({ groupId, logStreamName }) => [groupId, logStreamName],
  indexes: {
    byLastEvent: ({ groupId, lastEventAt, logStreamName }) => [
      [groupId, lastEventAt ?? 0, logStreamName],
    ],
  },
});

export const eventBatches = table<EventBatch>()({
  name: "logs.batches",
  scope: "region",
  key: ({ streamId, from, id }) => [streamId, from, id],
  indexes: {
    byGroup: ({ groupId, from, id }) => [[groupId, from, id]],
    byEnd: ({ streamId, to, id }) => [[streamId, to, id]],
  },
});

export const storedVolumes = table<StoredVolume>()({
  name: "logs.volumes",
  scope: "region",
  key: ({ groupId, part }) => [groupId, part],
});
