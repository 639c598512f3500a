import { denied, type Denial, type Presented } from "@gatehouse/wire";
import type { Caller } from "../core/caller.ts";
import type { Clock } from "../core/clock.ts";
import { rootCaller } from "../core/identity/root.ts";
import {
  unsealSession,
  type SessionContent,
} from "../core/identity/session-token.ts";
import {
  accessKeys,
  nameKey,
  users,
  type AccessKey,
  type User,
} from "../core/identity/tables.ts";
import { encodeKey, type Key } from "../store/key.ts";
import type { Store } from "../store/store.ts";

/** A secret to check a signature with, and who holds it. */
export interface Credential {
  readonly ok: true;
  readonly secretAccessKey: string;
  readonly caller: Caller;
}

/** Session tokens kept opened, so that a session's requests do not each pay for it. */
const OPENED_AT_MOST = 4096;

/** Finds secrets and their holders. */
export class Credentials {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #secret: Buffer;
  readonly #opened = new Map<string, SessionContent>();

  constructor(store: Store, clock: Clock, secret: Buffer) {
    this.#store = store;
    this.#clock = clock;
    this.#secret = secret;
  }

  /** The secret and the holder of the credentials that a request presents, or why there are none. */
  async of({
    accessKeyId,
    sessionToken,
  }: Presented): Promise<Credential | Denial> {
    if (sessionToken !== undefined)
      return this.#session(accessKeyId, sessionToken);
    const key = await this.#row<AccessKey>(accessKeys.name, [accessKeyId]);
    if (!key || key.status !== "Active") return denied("UnknownAccessKey");
    const caller = await this.#holder(key);
    return caller
      ? { ok: true, secretAccessKey: key.secretAccessKey, caller }
      : denied("UnknownAccessKey");
  }

  #session(accessKeyId: string, token: string): Credential | Denial {
    const session =
      this.#opened.get(token) ?? unsealSession(token, this.#secret);
    if (!session || session.accessKeyId !== accessKeyId)
      return denied("InvalidToken");
    if (this.#opened.size >= OPENED_AT_MOST) this.#opened.clear();
    this.#opened.set(token, session);
    const { secretAccessKey, caller } = session;
    if ((caller.session?.expiresAt ?? 0) <= this.#clock.now())
      return denied("ExpiredToken");
    return { ok: true, secretAccessKey, caller };
  }

  async #holder({
    accountId,
    accessKeyId,
    userName,
  }: AccessKey): Promise<Caller | undefined> {
    if (userName === undefined) return rootCaller(accountId, accessKeyId);
    const user = await this.#row<User>(users.name, [
      accountId,
      nameKey(userName),
    ]);
    return (
      user && {
        type: "IAMUser",
        arn: user.arn,
        accountId,
        principalId: user.userId,
        userName: user.userName,
        accessKeyId,
      }
    );
  }

  async #row<Row>(table: string, key: Key): Promise<Row | undefined> {
    const name = encodeKey(key);
    const row =
      this.#store.peek(table, name) ?? (await this.#store.get(table, name));
    return row.value as Row | undefined;
  }
}
