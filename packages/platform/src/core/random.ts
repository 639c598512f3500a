import { randomBytes } from "node:crypto";

const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const LOWER = "abcdefghijklmnopqrstuvwxyz234567";
const ALPHANUMERIC =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** An identifier as IAM makes them: a prefix that tells the kind (`AIDA`, `AROA`, `AKIA`, …) and 17 characters. */
export function uniqueId(prefix: string): string {
  return prefix + pick(UPPER, 17);
}

/** A long-lived access key: an identifier of 20 characters and a secret of 40, as IAM makes them. */
export function newAccessKey(): {
  accessKeyId: string;
  secretAccessKey: string;
} {
  return {
    accessKeyId: `AKIA${pick(UPPER, 16)}`,
    secretAccessKey: alphanumeric(40),
  };
}

/** `length` random letters and digits. */
export function alphanumeric(length: number): string {
  return pick(ALPHANUMERIC, length);
}

/** `length` random lower-case letters and digits, as host names may hold. */
export function lowerAlphanumeric(length: number): string {
  return pick(LOWER, length);
}

/** `length` random lower-case hexadecimal digits. */
export function hexadecimal(length: number): string {
  return randomBytes(Math.ceil(length / 2))
    .toString("hex")
    .slice(0, length);
}

/** `length` random digits, as account ids are made of. */
export function digits(length: number): string {
  return pick("0123456789", length);
}

/** Rejection sampling keeps every character equally likely. */
function pick(alphabet: string, length: number): string {
  const limit = 256 - (256 % alphabet.length);
  let text = "";
  while (text.length < length)
    for (const byte of randomBytes(length * 2))
      if (byte < limit && text.length < length)
        text += alphabet[byte % alphabet.length];
  return text;
}
