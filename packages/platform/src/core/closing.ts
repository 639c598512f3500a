import { setTimeout as sleep } from "node:timers/promises";
import type { PlatformFacts } from "./context.ts";

const closings = new WeakMap<PlatformFacts, AbortController>();

/** Is aborted once the platform closes: what is not over by then is left to its next start. */
export function closingOf(platform: PlatformFacts): AbortSignal {
  let closing = closings.get(platform);
  if (!closing) closings.set(platform, (closing = watched(platform)));
  return closing.signal;
}

function watched(platform: PlatformFacts): AbortController {
  const closing = new AbortController();
  platform.onClose(async () => closing.abort());
  return closing;
}

const POLL_MS = 25;

/**
 * Waits until something is ready, or the platform closes: what is not over by then goes on at the next start.
 * @throws Error once the platform closes
 */
export async function until(
  ready: () => Promise<boolean>,
  platform: PlatformFacts,
): Promise<void> {
  const closing = closingOf(platform);
  for (;;) {
    if (closing.aborted) throw new Error("The platform closed during a wait.");
    if (await ready()) return;
    await sleep(POLL_MS);
  }
}
