import { seal, unseal } from "./seal.ts";

const LONGEST = 10_240;
/** Every denial pays for this: the fastest level, which is nearly as small here. */
const LEVEL = 1;

/** Keeps these messages apart from session tokens, which are sealed under the same key, and each account's to itself. */
const purpose = (accountId: string): string =>
  `authorization-message ${accountId}`;

/** Seals why a call was denied into the text that a denial carries; sts:DecodeAuthorizationMessage opens it, for the account whose call it was. */
export function sealAuthorizationMessage(
  explanation: object,
  key: Buffer,
  accountId: string,
): string {
  const sealing = { key, purpose: purpose(accountId) };
  return seal(JSON.stringify(explanation), sealing, LEVEL).toString(
    "base64url",
  );
}

/** The explanation as JSON text; undefined where the message was not sealed by this installation for the account. */
export function openAuthorizationMessage(
  message: string,
  key: Buffer,
  accountId: string,
): string | undefined {
  if (message.length > LONGEST) return undefined;
  const bytes = Buffer.from(message, "base64url");
  return unseal(bytes, { key, purpose: purpose(accountId) });
}
