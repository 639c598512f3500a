import type { Environment } from "./environment/environment.ts";
import type { FunctionSpec, Provisioned } from "./function-spec.ts";
import type { Pool } from "./pool.ts";

/** What provisions need of a sandbox. */
export interface ProvisionMeans {
  readonly pool: Pool;
  /** Makes and initializes an environment in a place that was taken; an `errorType` where it could not be. */
  start(spec: FunctionSpec): Promise<Environment | { errorType: string }>;
  isFresh(environment: Environment): boolean;
}

interface Standing {
  readonly spec: FunctionSpec;
  wanted: number;
  starting: number;
  fault: string | undefined;
  failures: number;
  /** By `performance.now()`: after a failure the next try waits. */
  notBefore: number;
  watchers: (() => void)[];
}

const AT_ONCE = 4;
const RETRY_MS = { first: 1_000, last: 60_000 };

/** Keeps environments initialized ahead of calls, and makes another where one has gone. */
export class Provisions {
  readonly #means: ProvisionMeans;
  readonly #standing = new Map<string, Standing>();

  constructor(means: ProvisionMeans) {
    this.#means = means;
  }

  /** Wants `count` environments from now on; settles once they are ready, or once one has failed to start. */
  async set(spec: FunctionSpec, count: number): Promise<Provisioned> {
    const { key } = spec;
    const standing = this.#standing.get(key) ?? newStanding(spec);
    standing.wanted = count;
    standing.fault = undefined;
    standing.notBefore = 0;
    if (count === 0) this.#standing.delete(key);
    else this.#standing.set(key, standing);
    await this.#means.pool.releaseReserved(key, count);
    this.tend();
    while (this.#standing.get(key) === standing && !isSettled(this.state(key)))
      await new Promise<void>((resolve) => standing.watchers.push(resolve));
    return this.state(key);
  }

  /** Wants nothing more of keys that start so. */
  forget(keyPrefix: string): void {
    for (const [key, standing] of this.#standing)
      if (key.startsWith(keyPrefix)) {
        this.#standing.delete(key);
        changed(standing);
      }
  }

  state(key: string): Provisioned {
    const standing = this.#standing.get(key);
    const { fault } = standing ?? {};
    return {
      wanted: standing?.wanted ?? 0,
      ...this.#means.pool.reserved(key),
      ...(fault === undefined ? {} : { fault }),
    };
  }

  /** Starts what is missing; to be called now and then. */
  tend(): void {
    const { pool } = this.#means;
    const isFresh = (environment: Environment) =>
      this.#means.isFresh(environment);
    for (const standing of this.#standing.values()) {
      pool.dropReserved(standing.spec.key, isFresh);
      const { ready } = pool.reserved(standing.spec.key);
      for (
        let there = ready + standing.starting;
        there < standing.wanted;
        there++
      )
        if (!this.#startOne(standing)) break;
    }
  }

  close(): void {
    for (const standing of this.#standing.values()) {
      standing.wanted = 0;
      changed(standing);
    }
    this.#standing.clear();
  }

  #startOne(standing: Standing): boolean {
    if (standing.starting >= AT_ONCE) return false;
    if (performance.now() < standing.notBefore) return false;
    if (!this.#means.pool.tryReserve()) return false;
    standing.starting++;
    void this.#start(standing).finally(() => {
      standing.starting--;
      this.tend();
      changed(standing);
    });
    return true;
  }

  async #start(standing: Standing): Promise<void> {
    try {
      const { spec } = standing;
      const started = await this.#means.start(spec);
      if ("errorType" in started) return failed(standing, started.errorType);
      standing.fault = undefined;
      standing.failures = 0;
      const isWanted = this.#standing.get(spec.key) === standing;
      this.#means.pool.reserve(started, isWanted);
    } catch {
      failed(standing, "Sandbox.Failure");
    }
  }
}

function newStanding(spec: FunctionSpec): Standing {
  return {
    spec,
    wanted: 0,
    starting: 0,
    fault: undefined,
    failures: 0,
    notBefore: 0,
    watchers: [],
  };
}

function failed(standing: Standing, errorType: string): void {
  standing.fault = errorType;
  const waitMs = RETRY_MS.first * 2 ** standing.failures++;
  standing.notBefore = performance.now() + Math.min(waitMs, RETRY_MS.last);
}

function isSettled({ ready, wanted, fault }: Provisioned): boolean {
  return ready >= wanted || fault !== undefined;
}

function changed(standing: Standing): void {
  for (const watcher of standing.watchers.splice(0)) watcher();
}
