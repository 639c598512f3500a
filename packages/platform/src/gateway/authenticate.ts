import type { Presented } from "@gatehouse/wire";
import type { AnonymousCaller, Caller } from "../core/caller.ts";
import type { Clock } from "../core/clock.ts";
import { fault, type Fault } from "../core/errors.ts";
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
  readonly secretAccessKey: string;
  readonly caller: Caller;
}

/** Session tokens kept opened, so that a session's requests do not each pay for it. */
const OPENED_AT_MOST = 4096;

/** Finds secrets and their holders. */
export class Authenticator {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #secret: Buffer;
  readonly #opened = new Map<string, SessionContent>();

  constructor(store: Store, clock: Clock, secret: Buffer) {
    this.#store = store;
    this.#clock = clock;
    this.#secret = secret;
  }

  /**
   * The secret and the holder of the credentials that a request presents.
   * @throws Fault InvalidClientTokenId, InvalidAccessKeyId, ExpiredToken … as the service spells it
   */
  async credential({
    accessKeyId,
    sessionToken,
    service,
  }: Presented): Promise<Credential> {
    if (sessionToken !== undefined)
      return this.#session(accessKeyId, sessionToken, service);
    const key = await this.#row<AccessKey>(accessKeys.name, [accessKeyId]);
    if (!key || key.status !== "Active") throw unknownKey(service);
    return {
      secretAccessKey: key.secretAccessKey,
      caller: await this.#holder(key, service),
    };
  }

  #session(accessKeyId: string, token: string, service: string): Credential {
    const session =
      this.#opened.get(token) ?? unsealSession(token, this.#secret);
    if (!session || session.accessKeyId !== accessKeyId)
      throw invalidToken(service);
    if (this.#opened.size >= OPENED_AT_MOST) this.#opened.clear();
    this.#opened.set(token, session);
    if ((session.caller.session?.expiresAt ?? 0) <= this.#clock.now())
      throw expiredToken(service);
    return { secretAccessKey: session.secretAccessKey, caller: session.caller };
  }

  async #holder(
    { accountId, accessKeyId, userName }: AccessKey,
    service: string,
  ): Promise<Caller> {
    if (userName === undefined) return rootCaller(accountId, accessKeyId);
    const user = await this.#row<User>(users.name, [
      accountId,
      nameKey(userName),
    ]);
    if (!user) throw unknownKey(service);
    return {
      type: "IAMUser",
      arn: user.arn,
      accountId,
      principalId: user.userId,
      userName: user.userName,
      accessKeyId,
    };
  }

  async #row<Row>(table: string, key: Key): Promise<Row | undefined> {
    const name = encodeKey(key);
    const row =
      this.#store.peek(table, name) ?? (await this.#store.get(table, name));
    return row?.value as Row | undefined;
  }
}

/** Who calls without a signature: only a resource's policy can let them in. */
export function anonymous(accountId: string): AnonymousCaller {
  return {
    type: "Anonymous",
    arn: "anonymous",
    principalId: "anonymous",
    accountId,
  };
}

/** Query and JSON services name the same mistake differently, and S3 differently again. */
function unknownKey(service: string): Fault {
  if (service === "s3")
    return fault(
      "InvalidAccessKeyId",
      "The AWS Access Key Id you provided does not exist in our records.",
      403,
    );
  return invalidToken(service);
}

function invalidToken(service: string): Fault {
  if (service === "s3")
    return fault(
      "InvalidToken",
      "The provided token is malformed or otherwise invalid.",
      400,
    );
  const code = ["sts", "iam", "sns", "cloudformation"].includes(service)
    ? "InvalidClientTokenId"
    : "UnrecognizedClientException";
  return fault(
    code,
    "The security token included in the request is invalid.",
    403,
  );
}

function expiredToken(service: string): Fault {
  if (service === "s3")
    return fault("ExpiredToken", "The provided token has expired.", 400);
  const code = ["sts", "iam", "sns", "cloudformation"].includes(service)
    ? "ExpiredToken"
    : "ExpiredTokenException";
  return fault(
    code,
    "The security token included in the request is expired",
    403,
  );
}
