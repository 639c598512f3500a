import {
  principalContext,
  type ContextValue,
  type Lookup,
} from "@gatehouse/authz";
import type { Tags } from "../core/identity/tables.ts";
import type { Need } from "../core/operation.ts";
import type { OrganizationPlaces } from "./organization-policies.ts";
import { principalOf } from "./principal.ts";
import type { RequestContext } from "./request-context.ts";
import { S3_REQUEST_KEYS } from "./s3-request-keys.ts";

type Read = (
  ctx: RequestContext,
  need: Need,
  places: OrganizationPlaces,
) => ContextValue | undefined;

/** The global condition keys that a request carries (IAM user guide, "AWS global condition context keys"). */
const GLOBAL_KEYS: Readonly<Record<string, Read>> = {
  "aws:currenttime": (ctx) => new Date(ctx.now()).toISOString(),
  "aws:epochtime": (ctx) => String(Math.floor(ctx.now() / 1000)),
  "aws:requestedregion": (ctx) => ctx.region,
  "aws:securetransport": (ctx) => String(ctx.request.secure),
  // A service that calls for its caller, or for itself, comes from no address of the caller's.
  "aws:sourceip": ({ caller, request }) =>
    caller.type === "AWSService" || request.via !== undefined
      ? undefined
      : request.sourceIp,
  "aws:useragent": ({ request }) => request.userAgent,
  "aws:referer": ({ request }) => request.headers["referer"],
  "aws:viaawsservice": ({ request }) => String(request.via !== undefined),
  "aws:calledvia": ({ request }) => request.calledVia,
  "aws:calledviafirst": ({ request }) => request.calledVia?.[0],
  "aws:calledvialast": ({ request }) => request.calledVia?.at(-1),
  // Where the ARN names no account, as S3's, the service tells it; what is on no resource is on the caller's own.
  "aws:resourceaccount": ({ caller }, { resource, keys }) =>
    resource.split(":", 5)[4] ||
    keys?.["aws:ResourceAccount"] ||
    (resource === "*" && caller.accountId) ||
    undefined,
  "aws:sourcearn": ({ caller }) =>
    caller.type === "AWSService" ? caller.sourceArn : undefined,
  "aws:sourceaccount": ({ caller }) =>
    caller.type === "AWSService" ? caller.sourceAccount : undefined,
  "aws:tokenissuetime": ({ caller }) =>
    caller.session && new Date(caller.session.issuedAt).toISOString(),
  "aws:multifactorauthpresent": ({ caller }) =>
    caller.session && String(caller.session.mfa),
  "aws:multifactorauthage": ({ now, caller: { session } }) =>
    session?.mfa
      ? String(Math.floor((now() - session.issuedAt) / 1000))
      : undefined,
  "aws:principalservicenameslist": ({ caller }) =>
    caller.type === "AWSService" ? [caller.service] : undefined,
  "aws:principalorgid": (_ctx, _need, { principal }) => principal?.orgId,
  "aws:principalorgpaths": (_ctx, _need, { principal }) =>
    principal && [principal.path],
  "aws:resourceorgid": (_ctx, _need, { resource }) => resource?.orgId,
  "aws:resourceorgpaths": (_ctx, _need, { resource }) =>
    resource && [resource.path],
  "aws:sourceorgid": (_ctx, _need, { source }) => source?.orgId,
  "aws:sourceorgpaths": (_ctx, _need, { source }) => source && [source.path],
  "aws:federatedprovider": ({ caller }, { keys }) =>
    caller.session?.federatedProvider ?? keys?.["aws:FederatedProvider"],
  "aws:sourceidentity": ({ caller }) => caller.session?.sourceIdentity,
  "lambda:sourcefunctionarn": ({ caller }) => caller.session?.sourceFunctionArn,
};

const READS = new Map<string, Read>(
  Object.entries({ ...S3_REQUEST_KEYS, ...GLOBAL_KEYS }),
);

/** The lower-cased names of the keys that requests have without any operation's doing. */
export const requestKeys: readonly string[] = [...READS.keys()];

const PRINCIPAL_TAG = "aws:principaltag/";

/** Finds condition keys when a condition asks for them: most requests are decided without any. */
export function contextLookup(
  need: Need,
  ctx: RequestContext,
  tags: Tags,
  places: OrganizationPlaces,
): Lookup {
  let own: ReadonlyMap<string, ContextValue> | undefined;
  let declared: ReadonlyMap<string, ContextValue> | undefined;
  return (key) => {
    const read = READS.get(key);
    if (read) return read(ctx, need, places);
    if (key.startsWith(PRINCIPAL_TAG))
      return tagOf(
        { ...tags, ...ctx.caller.session?.tags },
        key.slice(PRINCIPAL_TAG.length),
      );
    declared ??= declaredKeys(need);
    own ??= principalContext(principalOf(ctx.caller));
    return declared.get(key) ?? own.get(key);
  };
}

function declaredKeys(need: Need): ReadonlyMap<string, ContextValue> {
  const keys = new Map<string, ContextValue>();
  for (const [name, value] of Object.entries(need.keys ?? {}))
    if (value !== undefined) keys.set(name.toLowerCase(), value);
  return keys;
}

/** Tag keys are compared without regard to case; a session's tags win over the role's. */
function tagOf(tags: Tags, name: string): string | undefined {
  return Object.entries(tags).find(([key]) => key.toLowerCase() === name)?.[1];
}
