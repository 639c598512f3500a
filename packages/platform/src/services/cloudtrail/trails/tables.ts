import type { EventSelector } from "@aws-sdk/client-cloudtrail";
import { arn } from "../../../core/arn.ts";
import type { Place } from "../../../core/context.ts";
import { event } from "../../../core/event.ts";
import type { Tags } from "../../../core/identity/tables.ts";
import { table } from "../../../core/table.ts";

/** A trail, in its home Region. Times are milliseconds since the epoch. */
export interface TrailRow {
  readonly name: string;
  readonly bucket: string;
  readonly prefix?: string;
  readonly isMultiRegion: boolean;
  readonly includesGlobal: boolean;
  readonly selectors?: readonly EventSelector[];
  readonly tags: Tags;
  /** Set while it logs: every start has an id of its own, so that what was due for an older one is not done. */
  readonly logging?: { readonly id: string };
  readonly startedAt?: number;
  readonly stoppedAt?: number;
  /** Events before this time were delivered. */
  readonly deliveredThrough?: number;
  readonly deliveredAt?: number;
  readonly triedAt?: number;
  /** The error of the last try, as S3 calls it. */
  readonly deliveryError?: string;
}

export const trails = table<TrailRow>()({
  name: "cloudtrail.trails",
  scope: "region",
  key: ({ name }) => [name],
});

/** Events of a trail are to be delivered. */
export const deliveryDue = event<{ name: string; id: string }>(
  "cloudtrail.DeliveryDue",
  { lane: ({ name }) => name },
);

/** CloudTrail delivers about every five minutes. */
export const DELIVERY_MS = 300_000;

export const trailArn = (at: Place, name: string): string =>
  arn("cloudtrail", at, `trail/${name}`);
