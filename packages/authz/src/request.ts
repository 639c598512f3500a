/** A condition key's value: a string for a single-valued key, a list for a multivalued one. */
export type ContextValue = string | readonly string[];

/** Finds a condition key by its lower-cased name; `undefined` when the request does not carry it. */
export type Lookup = (key: string) => ContextValue | undefined;

/** The request's condition keys, by lower-cased name, or a function that finds them when a condition asks. */
export type Context = ReadonlyMap<string, ContextValue> | Lookup;

interface Caller {
  /** The ARN that AWS reports for the caller (`GetCallerIdentity`). */
  readonly arn: string;
  /** Twelve digits; empty for callers outside any account. */
  readonly accountId: string;
  /** The unique id: `AIDA…`, `AROA…:session`, `account:name` for a federated user. */
  readonly principalId: string;
}

/** Who asks. Services, web identities, accounts and anonymous callers have no identity policies: the resource's policy alone decides. */
export type Principal =
  | (Caller & { readonly type: "root" | "account" | "anonymous" })
  | (Caller & { readonly type: "user"; readonly userName?: string })
  | (Caller & {
      readonly type: "role-session";
      readonly roleArn: string;
      readonly sessionName: string;
    })
  | (Caller & {
      readonly type: "federated-user";
      /** The ARN of the IAM user who called GetFederationToken. */
      readonly federatedBy?: string;
    })
  | (Caller & {
      readonly type: "web-identity";
      /** The OIDC provider's host or the SAML or OIDC provider's ARN, as `Federated` names it. */
      readonly provider: string;
    })
  | (Caller & { readonly type: "service"; readonly serviceName: string });

/** One question: may this principal perform this action on this resource? */
export interface AccessRequest {
  readonly principal: Principal;
  /** `service:Action`; case does not matter. */
  readonly action: string;
  /** The resource's ARN, or `*` for actions without resource-level permissions. */
  readonly resource: string;
  /** The account that owns the resource, needed where the ARN has none (S3); otherwise read from the ARN. */
  readonly resourceAccount?: string;
  readonly context: Context;
}

/** Builds a context from plain entries: names are lower-cased (AWS ignores their case) and absent values dropped. */
export function contextOf(
  entries: Readonly<Record<string, ContextValue | undefined>>,
): Map<string, ContextValue> {
  const context = new Map<string, ContextValue>();
  for (const [key, value] of Object.entries(entries))
    if (value !== undefined) context.set(key.toLowerCase(), value);
  return context;
}

/** The account that owns the request's resource; the principal's own where nothing names one (`*`, AWS's own resources). */
export function resourceAccountOf(request: AccessRequest): string {
  if (request.resourceAccount) return request.resourceAccount;
  return accountOf(request.resource) ?? request.principal.accountId;
}

const ACCOUNT = /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/;

const accountOf = (arn: string): string | undefined => ACCOUNT.exec(arn)?.[1];
