import type { Caller } from "../core/caller.ts";
import { lastUses, type LastUse } from "../core/identity/last-uses.ts";
import type { Write } from "../store/driver.ts";
import { encodeKey } from "../store/key.ts";
import type { Store } from "../store/store.ts";

/** Uses are noted once a minute: AWS's own notes of them lag by more. */
const NOTED_EVERY = 60_000;
const KEPT_AT_MOST = 10_000;

/** Notes when access keys and roles were used, in writes that ride along with the commits of their calls. */
export class LastUses {
  readonly #noted = new Map<string, number>();

  constructor(store: Store) {
    store.onWiped(() => this.#noted.clear());
  }

  /** The write that notes a call; undefined where its caller was noted within the minute. */
  of(
    caller: Caller,
    call: { service: string; region: string; now: number },
  ): Write | undefined {
    const id = usedId(caller);
    if (id === undefined) return undefined;
    const { service, region, now: at } = call;
    if (at - (this.#noted.get(id) ?? -NOTED_EVERY) < NOTED_EVERY)
      return undefined;
    if (this.#noted.size >= KEPT_AT_MOST) this.#noted.clear();
    this.#noted.set(id, at);
    const use: LastUse = { id, at, service, region };
    return {
      table: lastUses.name,
      key: encodeKey(lastUses.key(use)),
      body: JSON.stringify(use),
      entries: undefined,
    };
  }
}

/** A session's use is its role's; the temporary keys of users are not told of. */
function usedId(caller: Caller): string | undefined {
  if (caller.type === "AssumedRole") return caller.roleId;
  return caller.session ? undefined : caller.accessKeyId;
}
