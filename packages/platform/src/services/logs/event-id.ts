import { randomBytes } from "node:crypto";

const TIME = 14;
const BATCH = 37;
const INDEX = 5;
const LATEST = 99_999_999_999_999;
const LENGTH = TIME + BATCH + INDEX;

/**
 * The 56 digits that name an event, as AWS's: they sort by time, then by ingestion, then by the place
 * in the batch, so that an event's id is also a position to read on from.
 */
export function eventId(time: number, batchId: string, index: number): string {
  return digits(Math.min(time, LATEST), TIME) + batchId + digits(index, INDEX);
}

/** Digits for a batch; `ordinal` keeps the order of batches that are taken in together. */
export function batchId(ingestedAt: number, ordinal: number): string {
  const chance = BigInt(`0x${randomBytes(7).toString("hex")}`);
  return digits(ingestedAt, TIME) + digits(ordinal, INDEX) + digits(chance, 18);
}

/** A position before every event of a time (in milliseconds; what is beyond 14 digits is all the same). */
export function positionAt(time: number): string {
  return digits(Math.min(Math.max(time, 0), LATEST), TIME).padEnd(LENGTH, "0");
}

/** The time of the event that a position names. */
export function timeOf(position: string): number {
  return Number(position.slice(0, TIME));
}

/** The position right behind (`1n`) or before (`-1n`) another. */
export function beside(position: string, step: 1n | -1n): string {
  const moved = BigInt(position) + step;
  return digits(moved < 0n ? 0n : moved, LENGTH);
}

/** Whether a text is a position, as clients send it back in tokens. */
export function isPosition(text: string): boolean {
  return /^[0-9]{56}$/.test(text);
}

function digits(value: number | bigint, length: number): string {
  return value.toString().padStart(length, "0").slice(-length);
}
