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
