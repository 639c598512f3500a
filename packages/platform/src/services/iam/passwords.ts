import { randomBytes, scrypt } from "node:crypto";
import { promisify } from "node:util";
import { PasswordPolicyViolationException } from "@aws-sdk/client-iam";
import type { Context } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import { passwordPolicies, type PasswordPolicy } from "./tables.ts";

const SALT_BYTES = 16;
const HASH_BYTES = 32;
const KINDS = [/[A-Z]/, /[a-z]/, /[0-9]/, /[!@#$%^&*()_+\-=[\]{}|']/];
const DEFAULT_LENGTH = 8;
const DEFAULT_KINDS = 3;

/** Holds a password against the account's policy, or AWS's default one. @throws Fault PasswordPolicyViolation */
export async function checkPassword(
  password: string,
  ctx: Context,
): Promise<void> {
  const policy = await ctx.table(passwordPolicies).get("account");
  const problem = policy ? violated(policy, password) : belowDefault(password);
  if (problem !== undefined)
    throw fault(
      PasswordPolicyViolationException,
      `Password does not conform to the account password policy: ${problem}`,
    );
}

/** Salted and hashed with scrypt: `salt:hash` in hexadecimal. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  return `${salt.toString("hex")}:${(await derived(password, salt)).toString("hex")}`;
}

function violated(
  policy: PasswordPolicy,
  password: string,
): string | undefined {
  const [upper, lower, digit, symbol] = KINDS.map((kind) =>
    kind.test(password),
  );
  const rules: readonly [boolean, string][] = [
    [
      password.length >= policy.minimumLength,
      `it should be at least ${policy.minimumLength} characters long.`,
    ],
    [!policy.uppercase || upper === true, "it needs an upper-case letter."],
    [!policy.lowercase || lower === true, "it needs a lower-case letter."],
    [!policy.numbers || digit === true, "it needs a number."],
    [!policy.symbols || symbol === true, "it needs a symbol."],
  ];
  return rules.find(([kept]) => !kept)?.[1];
}

/** AWS's default: 8 characters of three kinds out of four. */
function belowDefault(password: string): string | undefined {
  if (password.length < DEFAULT_LENGTH)
    return `it should be at least ${DEFAULT_LENGTH} characters long.`;
  return KINDS.filter((kind) => kind.test(password)).length < DEFAULT_KINDS
    ? "it needs three of upper-case letters, lower-case letters, numbers and symbols."
    : undefined;
}

const derived = (password: string, salt: Buffer): Promise<Buffer> =>
  promisify(scrypt)(password, salt, HASH_BYTES) as Promise<Buffer>;
