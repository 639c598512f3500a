import type { Context } from "../../core/context.ts";
import { destinationsOf, wants } from "./notifications/destinations.ts";
import { eventRecord } from "./notifications/event-record.ts";
import { notificationDue, type Bucket, type Version } from "./tables.ts";

/**
 * Tells of a change to the destinations that the bucket's notifications name for it, once it is durable;
 * a bucket without any tells nobody.
 * @param eventName as `ObjectCreated:Put`, S3's name of the event type without its `s3:`
 */
export function tellOfChange(
  ctx: Context,
  bucket: Bucket,
  eventName: string,
  version: Version,
): void {
  if (!bucket.notification) return;
  const traceId = ctx.request.headers["x-amzn-trace-id"];
  for (const destination of destinationsOf(bucket.notification)) {
    if (!wants(destination, eventName, version.key)) continue;
    const { kind, arn, id } = destination;
    ctx.emit(notificationDue, {
      kind,
      arn,
      bucket: bucket.name,
      accountId: bucket.accountId,
      region: bucket.region,
      record: eventRecord(ctx, bucket, eventName, version, id),
      ...(traceId === undefined ? {} : { traceId }),
    });
  }
}
