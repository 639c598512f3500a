import type { Environment } from "./environment/environment.ts";

/** What the pool hands out: an environment to use, or leave to make one (used with `add`, or returned with `giveBack`). */
export type Place = { readonly warm: Environment } | { readonly cold: true };

/** How many environments there are, in which state, and how many calls wait for one. */
export interface PoolCounts {
  readonly environments: number;
  readonly idle: number;
  readonly waiting: number;
}

interface Waiter {
  readonly key: string;
  readonly since: number;
  readonly resolve: (place: Place) => void;
  readonly reject: (error: Error) => void;
}

interface Member {
  readonly environment: Environment;
  idleSince: number | undefined;
  retired: boolean;
  /** Provisioned: it stays while it is idle, whoever else needs room. */
  reserved: boolean;
}

// A runtime asks for its next event soon after its answer: waiting pays for as long as starting another would take,
// which is about what the last start took.
const GRACE = { atLeastMs: 20, atMostMs: 1_000, starts: 3 };

// Callers of the same function are served first for so long; then a call of another function gets its turn.
const PATIENCE_MS = 500;

/**
 * Keeps environments warm by key, at most `limit` in all. A call takes an idle one, else leave to start one, else, at
 * the limit, the place of the longest idle one of another key; else it waits its turn.
 */
export class Pool {
  readonly #limit: number;
  readonly #members = new Map<Environment, Member>();
  /** The most recently used last, so that the others become old and go. */
  readonly #idle = new Map<string, Environment[]>();
  #waiters: Waiter[] = [];
  /** Places given away whose environment is not here yet, and those of environments on their way out. */
  #reserved = 0;
  readonly #leaving = new Set<Promise<void>>();
  #closed = false;
  #onEmpty: (() => void) | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** A place for one call; rejects once the pool is closed. */
  async take(
    key: string,
    fit: (environment: Environment) => boolean,
  ): Promise<Place> {
    if (this.#closed) throw new Error("The sandbox is closed.");
    const warm = this.#takeIdle(key, fit);
    if (warm) return { warm };
    const graceMs = this.#graceFor(key);
    const cold = graceMs === undefined ? this.#takeLeave() : undefined;
    return cold ?? this.#wait(key, graceMs ?? GRACE.atLeastMs);
  }

  /** A new environment takes the place that its maker had; it counts as in use until `free`. */
  add(environment: Environment): void {
    this.#reserved--;
    this.#members.set(environment, {
      environment,
      idleSince: undefined,
      retired: false,
      reserved: false,
    });
    if (this.#closed) this.remove(environment);
  }

  /** The start failed: the place is free again. */
  giveBack(): void {
    this.#unreserve();
  }

  free(environment: Environment): void {
    const member = this.#members.get(environment);
    if (!member) return;
    if (member.retired || this.#closed || this.#starved(environment)) {
      this.remove(environment);
      return;
    }
    const { key } = environment.spec;
    const waiter = this.#takeWaiter((waiting) => waiting.key === key);
    if (waiter) {
      waiter.resolve({ warm: environment });
      return;
    }
    member.idleSince = performance.now();
    const others = this.#idle.get(key) ?? [];
    // The last is used first: a provisioned one before one that is there by chance.
    if (member.reserved) others.push(environment);
    else others.splice(this.#firstReserved(others), 0, environment);
    this.#idle.set(key, others);
    this.#serveWaiters();
  }

  /** Takes a place for an environment that is to be made ahead of calls; false when there is none. */
  tryReserve(): boolean {
    if (this.#closed) return false;
    if (this.#takeLeave()) return true;
    this.#makeRoom();
    return false;
  }

  /** Counts an environment that was made ahead as provisioned, if it still is `wanted`, and lets calls have it. */
  reserve(environment: Environment, wanted: boolean): void {
    const member = this.#members.get(environment);
    if (!member) return;
    member.reserved = wanted;
    this.free(environment);
  }

  /** The provisioned environments of a key. */
  reserved(key: string): { ready: number; busy: number } {
    const members = this.#reservedOf(key);
    const busy = members.filter(({ idleSince }) => idleSince === undefined);
    return { ready: members.length, busy: busy.length };
  }

  /** Keeps at most `count` provisioned environments of a key; the others end, busy ones after their call. */
  async releaseReserved(key: string, count: number): Promise<void> {
    const members = this.#reservedOf(key).toSorted(
      (a, b) => (b.idleSince ?? 0) - (a.idleSince ?? 0),
    );
    const surplus = new Set(
      members.slice(0, Math.max(0, members.length - count)),
    );
    for (const member of surplus) member.reserved = false;
    await this.retire((environment) =>
      [...surplus].some((member) => member.environment === environment),
    );
  }

  /** Ends the idle provisioned environments of a key that are not `fit` any more. */
  dropReserved(key: string, fit: (environment: Environment) => boolean): void {
    for (const { environment, idleSince } of this.#reservedOf(key))
      if (idleSince !== undefined && !(environment.usable && fit(environment)))
        this.remove(environment);
  }

  #reservedOf(key: string): Member[] {
    return [...this.#members.values()].filter(
      ({ reserved, retired, environment }) =>
        reserved && !retired && environment.spec.key === key,
    );
  }

  #firstReserved(environments: readonly Environment[]): number {
    const first = environments.findIndex(
      (environment) => this.#members.get(environment)?.reserved,
    );
    return first < 0 ? environments.length : first;
  }

  /** Takes an environment out and stops it; its place is free when nothing of it is left. */
  remove(environment: Environment): void {
    if (!this.#members.delete(environment)) return;
    this.#forgetIdle(environment);
    this.#reserved++;
    const leaving = environment.stop().finally(() => {
      this.#leaving.delete(leaving);
      this.#unreserve();
    });
    this.#leaving.add(leaving);
  }

  /** Stops the idle environments that `which` picks, and the busy ones after their call; settles when the idle are gone. */
  async retire(which: (environment: Environment) => boolean): Promise<void> {
    for (const member of this.#members.values()) {
      if (!which(member.environment)) continue;
      member.retired = true;
      if (member.idleSince !== undefined) this.remove(member.environment);
    }
    await Promise.all(this.#leaving);
  }

  /** Stops what has been idle since before `since` (milliseconds of `performance.now()`). */
  reap(since: number): void {
    for (const { environment, idleSince, reserved } of this.#members.values())
      if (!reserved && idleSince !== undefined && idleSince < since)
        this.remove(environment);
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const waiter of this.#waiters.splice(0))
      waiter.reject(new Error("The sandbox is closed."));
    for (const environment of this.#members.keys()) this.remove(environment);
    // Those that are just being made come with `add`, and go at once.
    if (this.#reserved > 0)
      await new Promise<void>((resolve) => (this.#onEmpty = resolve));
  }

  get environments(): Iterable<Environment> {
    return this.#members.keys();
  }

  /** Environments and places given away. */
  get size(): number {
    return this.#members.size + this.#reserved;
  }

  counts(): PoolCounts {
    let idle = 0;
    for (const member of this.#members.values())
      if (member.idleSince !== undefined) idle++;
    return {
      environments: this.#members.size,
      idle,
      waiting: this.#waiters.length,
    };
  }

  #takeIdle(
    key: string,
    fit: (environment: Environment) => boolean,
  ): Environment | undefined {
    const idle = this.#idle.get(key);
    for (;;) {
      const environment = idle?.pop();
      if (!environment) return undefined;
      const member = this.#members.get(environment);
      if (member) member.idleSince = undefined;
      if (environment.usable && fit(environment)) return environment;
      this.remove(environment);
    }
  }

  #takeLeave(): Place | undefined {
    if (this.#members.size + this.#reserved < this.#limit) {
      this.#reserved++;
      return { cold: true };
    }
    return undefined;
  }

  /** How long to wait for one of this key that has answered and that no other call waits for; nothing when there is none. */
  #graceFor(key: string): number | undefined {
    let settling = 0;
    let startMs = 0;
    for (const { environment, retired } of this.#members.values())
      if (environment.spec.key === key && environment.settling && !retired) {
        settling++;
        startMs = Math.max(startMs, environment.lastInitMs);
      }
    for (const waiter of this.#waiters) if (waiter.key === key) settling--;
    return settling <= 0
      ? undefined
      : Math.min(
          GRACE.atMostMs,
          Math.max(GRACE.atLeastMs, startMs * GRACE.starts),
        );
  }

  #wait(key: string, graceMs: number): Promise<Place> {
    this.#makeRoom();
    return new Promise((resolve, reject) => {
      const waiter: Waiter = { key, since: performance.now(), resolve, reject };
      this.#waiters.push(waiter);
      // When the settling one does not come free, or what blocked has gone, a new environment is started after all.
      setTimeout(() => this.#serve(waiter), graceMs).unref();
    });
  }

  /** Gives a waiting call leave to start an environment; false when there is no room. */
  #serve(waiter: Waiter): boolean {
    if (!this.#waiters.includes(waiter)) return true;
    const cold = this.#takeLeave();
    if (!cold) {
      this.#makeRoom();
      return false;
    }
    this.#waiters = this.#waiters.filter((other) => other !== waiter);
    waiter.resolve(cold);
    return true;
  }

  #unreserve(): void {
    this.#reserved--;
    if (this.#reserved === 0) this.#onEmpty?.();
    this.#serveWaiters();
  }

  #serveWaiters(): void {
    const inOrder = this.#waiters.slice();
    for (const waiter of inOrder) if (!this.#serve(waiter)) return;
  }

  /** True when the longest waiting call needs another function's place and has waited too long for it. */
  #starved({ spec }: Environment): boolean {
    const first = this.#waiters[0];
    return (
      first !== undefined &&
      first.key !== spec.key &&
      performance.now() - first.since > PATIENCE_MS &&
      this.#members.size + this.#reserved >= this.#limit
    );
  }

  /** At the limit, the longest idle environment makes room. */
  #makeRoom(): void {
    if (this.#members.size + this.#reserved < this.#limit) return;
    if (this.#leaving.size > 0) return;
    let oldest: Member | undefined;
    for (const member of this.#members.values())
      if (
        !member.reserved &&
        member.idleSince !== undefined &&
        member.idleSince < (oldest?.idleSince ?? Number.POSITIVE_INFINITY)
      )
        oldest = member;
    if (oldest) this.remove(oldest.environment);
  }

  #takeWaiter(fits: (waiter: Waiter) => boolean): Waiter | undefined {
    const index = this.#waiters.findIndex(fits);
    return index < 0 ? undefined : this.#waiters.splice(index, 1)[0];
  }

  #forgetIdle(environment: Environment): void {
    const { key } = environment.spec;
    const left = this.#idle.get(key)?.filter((other) => other !== environment);
    if (left && left.length > 0) this.#idle.set(key, left);
    else this.#idle.delete(key);
  }
}
