import { randomUUID } from "node:crypto";

let last = { at: 0, count: 0 };

/**
 * A UUID (RFC 9562, version 7) whose order is the order of making: ids of one millisecond count up.
 * @param at milliseconds since the epoch; the first 48 bits
 */
export function timeOrderedId(at: number): string {
  last = { at, count: at === last.at ? (last.count + 1) % 0x1000 : 0 };
  const time = at.toString(16).padStart(12, "0").slice(-12);
  const count = last.count.toString(16).padStart(3, "0");
  // The second half of a random UUID has the variant's bits already, and comes from Node's pool.
  const chance = randomUUID().slice(19);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${count}-${chance}`;
}

/** The time that an id holds, or undefined for any other text. */
export function timeOfId(id: string): number | undefined {
  const match = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-/.exec(id);
  return match ? parseInt(`${match[1]}${match[2]}`, 16) : undefined;
}
