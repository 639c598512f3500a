import { encodeKey, type Key } from "../store/key.ts";
import type { UnitOfWork } from "../store/unit-of-work.ts";

/**
 * Counts of an account, for quotas. Many calls count at the same moment without conflict; in return a count
 * may be some calls behind, so that a quota can be passed by as many calls as run at once.
 */
export class Tally {
  readonly #name: string;
  readonly #unit: UnitOfWork;
  readonly #accountId: string;

  /** @param name `service.counts`, as `iam.usages` */
  constructor(name: string, unit: UnitOfWork, accountId: string) {
    this.#name = name;
    this.#unit = unit;
    this.#accountId = accountId;
  }

  /** What is counted under a key. */
  count(...key: Key): Promise<number> {
    return this.#unit.count(this.#name, this.#key(key));
  }

  /** Adds (or with a negative amount takes away) when the call is committed. */
  add(amount: number, ...key: Key): void {
    this.#unit.add(this.#name, this.#key(key), amount);
  }

  #key(key: Key): string {
    return encodeKey([this.#accountId, ...key]);
  }
}
