import type { RowOwner } from "../../../core/resource-type.ts";

/**
 * Buckets lie in no account's table, and their names do not tell where they belong: whoever hears of a bucket's row
 * finds account and Region in the bucket itself.
 */
const owner: RowOwner = ([identifier]) =>
  identifier === undefined
    ? undefined
    : { accountId: "", region: "", identifier };

export const bucketRow = { "s3.buckets": owner };
