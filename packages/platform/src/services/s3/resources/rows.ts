import type { RowOwner } from "../../../core/resource-type.ts";

/** Buckets lie in no account's table: their rows tell where they belong, and nothing does when they are gone. */
const owner: RowOwner = ([identifier], { row }) => {
  const { accountId, region } = row ?? {};
  return identifier === undefined ||
    typeof accountId !== "string" ||
    typeof region !== "string"
    ? undefined
    : { accountId, region, identifier };
};

export const bucketRow = { "s3.buckets": owner };
