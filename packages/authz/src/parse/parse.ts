import type { Policy, PolicyKind } from "../policy.ts";
import { check } from "./check.ts";
import { hasDuplicateKeys } from "./duplicate-keys.ts";
import type { ParseResult } from "./result.ts";
import { syntaxError } from "./result.ts";
import type { Draft } from "./shape.ts";
import { readDocument } from "./shape.ts";

/**
 * Reads a policy document of the given kind, with the checks, the order and the messages of IAM's
 * `MalformedPolicyDocument`. Never throws; text over 262,144 characters is refused unread.
 */
export function parsePolicy(text: string, kind: PolicyKind): ParseResult {
  const draft = readDraft(text);
  if (!draft) return syntaxError();
  return check(draft, kind) ?? { ok: true, policy: finish(draft) };
}

/** IAM's API takes documents of up to 131,072 characters, but AWS's own policies reach 152,000. */
const LONGEST_DOCUMENT = 262_144;

function readDraft(text: string): Draft | undefined {
  if (text.length > LONGEST_DOCUMENT) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return hasDuplicateKeys(text) ? undefined : readDocument(value);
  } catch {
    return undefined;
  }
}

/** AWS: a document without a Version is of 2008-10-17. */
const finish = ({ version, statements, ...rest }: Draft): Policy => ({
  ...rest,
  version: version === "2012-10-17" ? version : "2008-10-17",
  statements: statements.map((statement) => ({
    ...statement,
    effect: statement.effect === "Allow" ? "Allow" : "Deny",
  })),
});
