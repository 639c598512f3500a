import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { serviceCaller, type Caller } from "../core/caller.ts";
import type { Context, Place, PlatformFacts } from "../core/context.ts";
import type { OnGone, Workplace } from "../core/workplace.ts";
import type { Write } from "../store/driver.ts";
import { ConflictError } from "../store/store.ts";
import type { Platform } from "./platform.ts";
import { internalRequest, RequestContext } from "./request-context.ts";

/** Times a unit is begun again after a conflict. */
const ATTEMPTS = 24;

/** The workplace of one service. */
export class ServiceWorkplace implements Workplace {
  readonly #platform: () => Platform;
  readonly #service: string;

  constructor(platform: () => Platform, service: string) {
    this.#platform = platform;
    this.#service = service;
  }

  get platform(): PlatformFacts {
    return this.#platform().facts;
  }

  get clock() {
    return this.#platform().clock;
  }

  context(
    place: Place,
    { caller, onGone }: { caller?: Caller; onGone?: OnGone } = {},
  ): Context {
    return this.#context(place, caller, onGone);
  }

  async unit<T>(place: Place, work: (ctx: Context) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const ctx = this.#context(place);
      try {
        const result = await work(ctx);
        await this.#platform().store.commit(ctx.unit.unit());
        ctx.end(true);
        return result;
      } catch (error) {
        ctx.end(false);
        if (!(error instanceof ConflictError) || attempt === ATTEMPTS)
          throw error;
      }
      if (attempt > 2) await sleep(Math.random() * Math.min(2 ** attempt, 64));
    }
  }

  onCommitted(listener: (writes: readonly Write[]) => void): void {
    this.#platform().store.onCommitted(listener);
  }

  onWiped(listener: () => void): void {
    this.#platform().store.onWiped(listener);
  }

  report(message: string, error: unknown): void {
    this.#platform().log.error(message, error);
  }

  #context(
    { accountId, region }: Place,
    caller?: Caller,
    onGone?: OnGone,
  ): RequestContext {
    const principal = `${this.#service}.amazonaws.com`;
    return new RequestContext(this.#platform(), {
      caller: caller ?? serviceCaller(principal, accountId),
      accountId,
      region,
      request: {
        ...internalRequest(principal),
        ...(onGone ? { onGone } : {}),
      },
      requestId: randomUUID(),
      service: { name: this.#service },
    });
  }
}

/** Lets every service go on with the work that an earlier process left standing; the others stay unloaded. */
export async function resumeStandingWork(platform: Platform): Promise<void> {
  for (const entry of platform.services.entries) {
    if (!(await stands(platform, entry.standing ?? []))) continue;
    const { service } = await platform.services.load(entry);
    service.resume?.(platform.facts.workplace(entry.name));
  }
}

async function stands(
  { store }: Platform,
  tables: readonly string[],
): Promise<boolean> {
  for (const table of tables) {
    const all = { from: "", to: "\u{10ffff}", limit: 1 };
    if ((await store.scan(table, all)).rows.length > 0) return true;
  }
  return false;
}
