import { setTimeout as sleep } from "node:timers/promises";
import type { Cloud } from "./cloud.ts";

const LOOK_MS = 10;

/** Moves the platform's clock on, by some seconds at each look, until work that waits by it is done. */
export async function whileTimePasses<Outcome>(
  cloud: Pick<Cloud, "advance">,
  work: Promise<Outcome>,
  seconds = 1,
): Promise<Outcome> {
  let isDone = false;
  const ended = () => (isDone = true);
  work.then(ended, ended);
  while (!isDone) {
    cloud.advance(seconds);
    await sleep(LOOK_MS);
  }
  return work;
}
