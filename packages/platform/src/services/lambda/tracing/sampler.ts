import type { PlatformFacts } from "../../../core/context.ts";

/** Of calls beyond the first of a second, so many are traced. */
const RATE = 0.05;
/** Functions whose last second is remembered. */
const REMEMBERED_AT_MOST = 10_000;

/** Lambda's own sampling: one call a second of each function, and 5 % of the others; it cannot be set otherwise. */
export class Sampler {
  readonly #seconds = new Map<string, number>();

  /** @param now milliseconds since the epoch; `chance` is a number from 0 to 1 */
  samples(functionArn: string, now: number, chance: number): boolean {
    const second = Math.floor(now / 1000);
    if (this.#seconds.get(functionArn) === second) return chance < RATE;
    if (this.#seconds.size >= REMEMBERED_AT_MOST) this.#seconds.clear();
    this.#seconds.set(functionArn, second);
    return true;
  }
}

/** The sampler of a platform. */
export function samplerOf(platform: PlatformFacts): Sampler {
  let sampler = byPlatform.get(platform);
  if (!sampler) byPlatform.set(platform, (sampler = new Sampler()));
  return sampler;
}

const byPlatform = new WeakMap<PlatformFacts, Sampler>();
