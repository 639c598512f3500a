import { table } from "../core/table.ts";
import type { OutboxRow } from "./outbox-table.ts";

/** An event of a kind that has lanes. */
export interface LaneRow extends OutboxRow {
  /** The event's name and what the event names as its lane. */
  readonly lane: string;
}

/** Events by lane, in the order in which they are due. */
export const laneTable = table<LaneRow>()({
  name: "core.lanes",
  scope: "global",
  key: ({ lane, dueAt, id }) => [lane, dueAt, id],
});

/** Where a row stands in its lane. */
export interface Place {
  readonly dueAt: number;
  readonly id: string;
}

/** The lane and the place that an encoded key tells; lanes are names and ARNs, which `encodeKey` leaves as they are. */
export function readKey(key: string): { lane: string; place: Place } {
  const [lane = "", dueAt = "", id = ""] = key.split("\u0001");
  return { lane, place: { dueAt: Number(dueAt), id } };
}
