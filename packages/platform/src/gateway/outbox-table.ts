import { table } from "../core/table.ts";

/** An event that is durable and not yet handled. */
export interface OutboxRow {
  readonly id: string;
  readonly event: string;
  readonly payload: object;
  /** Milliseconds since the epoch, by the platform's clock. */
  readonly dueAt: number;
  /** Failed deliveries so far. */
  readonly deliveries: number;
  readonly accountId: string;
  readonly region: string;
}

/** Events in the order in which they are due. */
export const outboxTable = table<OutboxRow>()({
  name: "core.outbox",
  scope: "global",
  key: ({ dueAt, id }) => [dueAt, id],
});
