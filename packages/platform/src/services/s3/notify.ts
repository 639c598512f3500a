import type { Context } from "../../core/context.ts";
import { objectChanged, type Bucket, type Version } from "./tables.ts";

/**
 * Tells of a change to whoever delivers the bucket's notifications; a bucket without any tells nobody.
 * @param eventName as `ObjectCreated:Put`, S3's name of the event type without its `s3:`
 */
export function tellOfChange(
  ctx: Context,
  bucket: Bucket,
  eventName: string,
  { key, versionId, sequence, content }: Version,
): void {
  if (!bucket.notification) return;
  ctx.emit(objectChanged, {
    bucket: bucket.name,
    key,
    ...(bucket.versioning === undefined ? {} : { versionId }),
    eventName,
    ...(content ? { size: content.size, eTag: content.eTag } : {}),
    sequencer: sequence.toString(16).toUpperCase().padStart(16, "0"),
  });
}
