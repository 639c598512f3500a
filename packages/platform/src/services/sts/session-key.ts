import { randomBytes } from "node:crypto";
import { alphanumeric } from "../../core/random.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const ACCOUNT_CHARACTERS = 8;

/**
 * An access key id for a session, as AWS's: `ASIA`, then the account in base 32, then chance. That AWS's
 * own ids hold the account too is why GetAccessKeyInfo can answer for any of them.
 */
export function sessionKeyId(accountId: string): string {
  let account = "";
  let rest = BigInt(accountId);
  for (let i = 0; i < ACCOUNT_CHARACTERS; i++, rest /= 32n)
    account = ALPHABET[Number(rest % 32n)] + account;
  return `ASIA${account}${[...randomBytes(8)].map((byte) => ALPHABET[byte % 32]).join("")}`;
}

/** The account in a session's access key id; undefined for any other text. */
export function accountOfSessionKey(accessKeyId: string): string | undefined {
  if (!/^ASIA[A-Z2-7]{16}$/.test(accessKeyId)) return undefined;
  let account = 0n;
  for (const character of accessKeyId.slice(4, 4 + ACCOUNT_CHARACTERS))
    account = account * 32n + BigInt(ALPHABET.indexOf(character));
  const text = account.toString().padStart(12, "0");
  return text.length === 12 ? text : undefined;
}

/** A secret access key: 40 characters. */
export function sessionSecret(): string {
  return alphanumeric(40);
}
