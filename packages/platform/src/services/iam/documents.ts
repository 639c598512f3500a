import {
  LimitExceededException,
  MalformedPolicyDocumentException,
} from "@aws-sdk/client-iam";
import { parsePolicy, type PolicyKind } from "@gatehouse/authz";
import type { Context } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import {
  bindPrincipals,
  unbindPrincipals,
} from "../../core/identity/principal-ids.ts";

const TRUST_LONGEST = 2048;
const MANAGED_LONGEST = 6144;

/** An inline policy as it may be stored. */
export function inlineDocument(document: string): string {
  return wellFormed(document, "identity");
}

/** A managed policy's document as it may be stored. */
export function managedDocument(document: string): string {
  if (policySize(document) > MANAGED_LONGEST)
    throw fault(
      LimitExceededException,
      `Cannot exceed quota for PolicySize: ${MANAGED_LONGEST}`,
    );
  return wellFormed(document, "managed");
}

/** A trust policy as it is stored: the users and roles that it names must exist, and are meant by their unique ids. */
export async function trustDocument(
  document: string,
  ctx: Context,
): Promise<string> {
  if (policySize(document) > TRUST_LONGEST)
    throw fault(
      LimitExceededException,
      `Cannot exceed quota for ACLSizePerRole: ${TRUST_LONGEST}`,
    );
  const bound = await bindPrincipals(wellFormed(document, "trust"), ctx);
  if (!bound.ok)
    throw malformed(`Invalid principal in policy: "AWS":"${bound.unknown}"`);
  return bound.document;
}

/** A trust policy as IAM answers it. */
export async function shownTrust(
  document: string,
  ctx: Context,
): Promise<string> {
  return encoded(await unbindPrincipals(document, ctx));
}

/** Documents are answered URL-encoded, as RFC 3986 has it. */
export function encoded(document: string): string {
  return encodeURIComponent(document).replace(
    /[!'()*]/g,
    (character) =>
      `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}

/** What counts against a quota: IAM "doesn't count white space". */
export function policySize(document: string): number {
  return document.replace(/\s/g, "").length;
}

function wellFormed(document: string, kind: PolicyKind): string {
  const parsed = parsePolicy(document, kind);
  if (!parsed.ok) throw malformed(parsed.message);
  return document;
}

const malformed = (message: string) =>
  fault(MalformedPolicyDocumentException, message);
