import { table } from "./table.ts";

/**
 * Names one call of a piece of work that may have to be begun again: the work, and which of its calls. By what a call
 * does, not by its turn: work that begins again may find less left to do, and then takes fewer turns.
 */
export type Receipt = readonly [work: string, call: string];

/** What a call answered; its dates come back as texts. */
export interface ReceiptRow {
  readonly work: string;
  readonly call: string;
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
