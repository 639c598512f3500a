import type { Caller } from "../core/caller.ts";
import type { Need } from "../core/operation.ts";
import { uses, wider, type Use } from "../core/identity/uses.ts";
import { Table } from "../core/table.ts";
import type { Write } from "../store/driver.ts";
import { encodeKey } from "../store/key.ts";
import type { Store } from "../store/store.ts";
import { UnitOfWork } from "../store/unit-of-work.ts";

/** A use is noted once a minute: AWS's own notes of them lag by hours. */
const NOTED_EVERY = 60_000;
/** Resources noted one by one for each action of a principal; of further ones only the kind is noted. */
const RESOURCES_AT_MOST = 32;
const PRINCIPALS_AT_MOST = 4096;

/** When each resource of an action was noted. */
type Noted = Map<string, number>;

/** What is noted of one principal. */
interface Ledger {
  readonly arn: string;
  readonly allowed: Map<string, Noted>;
  readonly refused: Map<string, Noted>;
}

/** Notes which permissions principals use, in writes that ride along with the commits of their calls. */
export class Uses {
  readonly #store: Store;
  readonly #ledgers = new Map<string, Ledger>();

  constructor(store: Store) {
    this.#store = store;
    store.onWiped(() => this.#ledgers.clear());
  }

  /**
   * The writes that note what a call needed; none where all was noted within the minute, as it is for most.
   * A promise at the first call of a principal: what was noted before the platform started is read then.
   */
  of(
    caller: Caller,
    needs: readonly Need[],
    call: { allowed: boolean; region: string; now: number },
  ): readonly Write[] | Promise<readonly Write[]> {
    const id = principalId(caller);
    if (id === undefined || needs.length === 0) return NONE;
    const ledger = this.#ledgers.get(id);
    return ledger
      ? notes(ledger, id, caller.accountId, needs, call)
      : this.#opened(id, caller).then((opened) =>
          notes(opened, id, caller.accountId, needs, call),
        );
  }

  async #opened(id: string, caller: Caller): Promise<Ledger> {
    const { rows } = await new Table(uses, new UnitOfWork(this.#store), {
      accountId: caller.accountId,
      region: "",
    }).list({ prefix: [id] });
    // Another call of the same principal may have been faster.
    const ledger = this.#ledgers.get(id) ?? {
      arn: principalArn(caller),
      allowed: new Map(),
      refused: new Map(),
    };
    for (const { allowed, action, resource, at } of rows) {
      const noted = notedIn(allowed ? ledger.allowed : ledger.refused, action);
      if (!noted.has(resource)) noted.set(resource, at);
    }
    if (this.#ledgers.size >= PRINCIPALS_AT_MOST) this.#ledgers.clear();
    this.#ledgers.set(id, ledger);
    return ledger;
  }
}

const NONE: readonly Write[] = [];

function notes(
  ledger: Ledger,
  id: string,
  accountId: string,
  needs: readonly Need[],
  { allowed, region, now }: { allowed: boolean; region: string; now: number },
): readonly Write[] {
  let writes: Write[] | undefined;
  const kind = allowed ? ledger.allowed : ledger.refused;
  for (const need of needs) {
    const { action } = need;
    const noted = notedIn(kind, action);
    const resource = allowed ? named(noted, need.resource) : "*";
    if (now - (noted.get(resource) ?? -NOTED_EVERY) < NOTED_EVERY) continue;
    noted.set(resource, now);
    const principalArn = ledger.arn;
    (writes ??= []).push(
      write(accountId, {
        principalId: id,
        principalArn,
        action,
        resource,
        allowed,
        at: now,
        region,
      }),
    );
  }
  return writes ?? NONE;
}

/** The name under which a resource is noted: its own, or a wider one where there are many already. */
function named(noted: Noted, resource: string): string {
  if (noted.has(resource) || noted.size < RESOURCES_AT_MOST) return resource;
  const kind = wider(resource);
  return noted.has(kind) || noted.size < 2 * RESOURCES_AT_MOST ? kind : "*";
}

function notedIn(kind: Map<string, Noted>, action: string): Noted {
  let noted = kind.get(action);
  if (!noted) kind.set(action, (noted = new Map()));
  return noted;
}

function write(accountId: string, use: Use): Write {
  return {
    table: uses.name,
    key: encodeKey([accountId, ...uses.key(use)]),
    body: JSON.stringify(use),
    entries: undefined,
  };
}

/** Whose use it is: a session's is its role's. Services, federated users and anonymous callers have none. */
function principalId(caller: Caller): string | undefined {
  if (caller.type === "AssumedRole") return caller.roleId;
  return caller.type === "IAMUser" || caller.type === "Root"
    ? caller.principalId
    : undefined;
}

const principalArn = (caller: Caller): string =>
  caller.type === "AssumedRole" ? caller.roleArn : caller.arn;
