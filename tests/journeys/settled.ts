import { setTimeout as sleep } from "node:timers/promises";

/**
 * Asks until the answer is the one hoped for, for ten seconds at most, and gives the last one: metrics arrive in
 * CloudWatch a moment after what they count.
 */
export async function settled<T>(hope: T, ask: () => Promise<T>): Promise<T> {
  const end = performance.now() + 10_000;
  for (;;) {
    const answer = await ask();
    if (answer === hope || performance.now() > end) return answer;
    await sleep(100);
  }
}
