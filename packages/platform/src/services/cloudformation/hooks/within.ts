import { setTimeout as sleep } from "node:timers/promises";

const POLL_MS = 100;

/** What a promise gives, or undefined where it takes longer, by a clock that may be moved: what comes later is passed over. */
export async function within<T>(
  seconds: number,
  work: Promise<T>,
  now: () => number,
): Promise<T | undefined> {
  const until = now() + seconds * 1000;
  const over = new AbortController();
  try {
    return await Promise.race([work, passed(until, now, over.signal)]);
  } finally {
    over.abort();
    work.catch(() => undefined);
  }
}

async function passed(
  until: number,
  now: () => number,
  signal: AbortSignal,
): Promise<undefined> {
  while (now() < until && !signal.aborted)
    await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
  return undefined;
}
