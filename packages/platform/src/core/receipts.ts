import { table } from "./table.ts";

/** Names one call of a piece of work that may have to be begun again: the work, and which of its calls. */
export type Receipt = readonly [work: string, call: number];

/** What a call answered; its dates come back as texts. */
export interface ReceiptRow {
  readonly work: string;
  readonly call: number;
  readonly output: object;
}

/**
 * Calls made with a receipt: the row is durable with what the call did, so that the same call, made again after a
 * crash, does nothing a second time and answers as it did. Whoever began the work takes its rows away at its end.
 */
export const receipts = table<ReceiptRow>()({
  name: "core.receipts",
  scope: "global",
  key: ({ work, call }) => [work, call],
});
