import { createHash } from "node:crypto";

/** An account's canonical user id: 64 hexadecimal digits that S3 shows as the owner. */
export function canonicalUserId(accountId: string): string {
  return createHash("sha256")
    .update(`canonical user ${accountId}`)
    .digest("hex");
}
