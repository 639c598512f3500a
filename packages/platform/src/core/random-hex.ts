import { randomFillSync } from "node:crypto";

const POOL = Buffer.allocUnsafe(4096);
let used = POOL.length;

/** `bytes` (4,096 at most) fresh random bytes in hexadecimal; drawn many at a time, since each draw has its price. */
export function randomHex(bytes: number): string {
  if (used + bytes > POOL.length) {
    randomFillSync(POOL);
    used = 0;
  }
  const from = used;
  used += bytes;
  return POOL.toString("hex", from, used);
}
