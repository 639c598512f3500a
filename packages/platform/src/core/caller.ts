import { globalArn, parseArn } from "./arn.ts";

/** Who makes a request, as authentication found out. */
export type Caller =
  | RootCaller
  | UserCaller
  | RoleCaller
  | FederatedCaller
  | WebIdentityCaller
  | ServiceCaller
  | AnonymousCaller;

interface Identified {
  /** What `GetCallerIdentity` answers and policies name. */
  readonly arn: string;
  readonly accountId: string;
  /** Unique id: `AIDA…`, `AROA…:session`, or the account id for root. */
  readonly principalId: string;
  readonly accessKeyId?: string;
  /** Set for temporary credentials. */
  readonly session?: Session;
}

export interface RootCaller extends Identified {
  readonly type: "Root";
}

export interface UserCaller extends Identified {
  readonly type: "IAMUser";
  readonly userName: string;
}

export interface RoleCaller extends Identified {
  readonly type: "AssumedRole";
  readonly roleArn: string;
  readonly roleName: string;
  readonly roleId: string;
  readonly sessionName: string;
  readonly session: Session;
}

export interface FederatedCaller extends Identified {
  readonly type: "FederatedUser";
  /** The IAM user who asked for the session; empty for the root user. */
  readonly userName: string;
  readonly session: Session;
}

/** Whom an identity provider's token names, before a role is assumed with it. */
export interface WebIdentityCaller {
  readonly type: "WebIdentityUser";
  /** The ARN of the identity provider, as trust policies name it. */
  readonly arn: string;
  /** The account whose role is asked for. */
  readonly accountId: string;
  readonly principalId: string;
  /** The token's subject. */
  readonly userName: string;
  /** The issuer without its scheme: what condition keys begin with. */
  readonly issuer: string;
  /** The token's claims; undefined where the token was refused. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly accessKeyId?: undefined;
  readonly session?: undefined;
}

/** A service of the platform acting on its own behalf, as `lambda.amazonaws.com`. */
export interface ServiceCaller {
  readonly type: "AWSService";
  readonly service: string;
  readonly arn: string;
  readonly principalId: string;
  /** The account for which the service acts. */
  readonly accountId: string;
  readonly accessKeyId?: undefined;
  readonly session?: undefined;
  readonly sourceArn?: string;
  readonly sourceAccount?: string;
}

export interface AnonymousCaller {
  readonly type: "Anonymous";
  readonly arn: string;
  readonly principalId: string;
  readonly accountId: string;
  readonly accessKeyId?: undefined;
  readonly session?: undefined;
}

/** Who calls without a signature: only a resource's policy can let them in. */
export const ANONYMOUS: AnonymousCaller = {
  type: "Anonymous",
  arn: "*",
  principalId: "anonymous",
  accountId: "",
};

/** What temporary credentials carry. Times are milliseconds since the epoch. */
export interface Session {
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly mfa: boolean;
  /** Session policies: inline documents and managed policy ARNs. */
  readonly policies?: readonly string[];
  readonly policyArns?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly transitiveTags?: readonly string[];
  readonly sourceIdentity?: string;
  /** The identity provider by whose token the session was made: `aws:FederatedProvider`. */
  readonly federatedProvider?: string;
  /** The session was made with the credentials of another role session. */
  readonly chained?: boolean;
  /** The function whose code holds these credentials: `lambda:SourceFunctionArn`. */
  readonly sourceFunctionArn?: string;
}

/** A service principal acting for an account, on behalf of a resource. */
export function serviceCaller(
  service: string,
  accountId: string,
  sourceArn?: string,
): ServiceCaller {
  return {
    type: "AWSService",
    service,
    arn: service,
    principalId: service,
    accountId,
    ...(sourceArn === undefined ? {} : { sourceArn, sourceAccount: accountId }),
  };
}

/** A session of a role, without the credentials that carry it. */
export function roleCaller(
  role: Pick<RoleCaller, "roleName" | "roleId"> & { readonly arn: string },
  sessionName: string,
  session: Session,
): RoleCaller {
  const { arn: roleArn, roleName, roleId } = role;
  const accountId = parseArn(roleArn)?.accountId ?? "";
  return {
    type: "AssumedRole",
    arn: globalArn("sts", accountId, `assumed-role/${roleName}/${sessionName}`),
    accountId,
    principalId: `${roleId}:${sessionName}`,
    roleArn,
    roleName,
    roleId,
    sessionName,
    session,
  };
}
