import { table } from "../table.ts";

/** When an access key or a role was used last, and for what. */
export interface LastUse {
  /** An access key id, or a role's unique id. */
  readonly id: string;
  /** Milliseconds since the epoch, to the minute or so. */
  readonly at: number;
  /** As `s3`. */
  readonly service: string;
  readonly region: string;
}

/** Not among the `iam.` tables: a use changes nothing of what anyone may do. */
export const lastUses = table<LastUse>()({
  name: "core.last-uses",
  scope: "global",
  key: ({ id }) => [id],
});
