import type { RowOwner } from "../../../core/resource-type.ts";

/**
 * The owner of rows that IAM keeps under names in lower case: a row tells its name as it is, one that is gone only what
 * its key tells.
 */
export const namedRow =
  (member: string): RowOwner =>
  ([accountId = "", key = ""], { row }) => ({
    accountId,
    region: "",
    identifier: (row?.[member] as string | undefined) ?? key,
  });

/** The owner of a managed policy's row, which only the row itself tells: the ARN has a path. */
export const policyRow: RowOwner = ([accountId = ""], { row }) =>
  row ? { accountId, region: "", identifier: row["arn"] as string } : undefined;
