import { parsePolicy, type Policy } from "@gatehouse/authz";
import type { Context } from "../../../core/context.ts";
import { fault, type Fault } from "../../../core/errors.ts";
import { bindPrincipals } from "../../../core/identity/principal-ids.ts";
import { bucketArn } from "../tables.ts";

/** The longest policy a bucket can have, in bytes. */
const LONGEST = 20_480;

/**
 * Checks a policy for a bucket and names its principals by their unique ids, as it is to be stored.
 * @throws Fault MalformedPolicy, PolicyTooLarge
 */
export async function storablePolicy(
  document: string,
  bucket: string,
  ctx: Context,
): Promise<string> {
  if (Buffer.byteLength(document) > LONGEST)
    throw malformed(`Policy exceeds the maximum allowed document size.`);
  const parsed = parsePolicy(document, "resource");
  if (!parsed.ok)
    throw malformed(
      parsed.problem === "syntax"
        ? "This policy contains invalid Json"
        : parsed.message,
    );
  checkActions(parsed.policy);
  checkResources(parsed.policy, bucket);
  const bound = await bindPrincipals(document, ctx);
  if (!bound.ok)
    throw fault("MalformedPolicy", "Invalid principal in policy", 400, {
      Detail: bound.unknown,
    });
  return bound.document;
}

function checkActions({ statements }: Policy): void {
  for (const { actions, notActions } of statements)
    for (const action of actions ?? notActions ?? [])
      if (action !== "*" && !/^s3[\w-]*:/i.test(action))
        throw malformed("Policy has invalid action");
}

function checkResources({ statements }: Policy, bucket: string): void {
  const own = bucketArn(bucket);
  for (const { resources, notResources } of statements)
    for (const resource of resources ?? notResources ?? [])
      if (!isWithin(resource, own))
        throw malformed("Policy has invalid resource");
}

/** A bucket's policy speaks of the bucket and its objects; a pattern must be able to mean them. */
function isWithin(resource: string, own: string): boolean {
  if (resource === own || resource.startsWith(`${own}/`)) return true;
  const wildcard = resource.search(/[*?]/);
  if (wildcard < 0) return false;
  const fixed = resource.slice(0, wildcard);
  return own.startsWith(fixed) || fixed.startsWith(`${own}/`);
}

const malformed = (message: string): Fault =>
  fault("MalformedPolicy", message, 400);
