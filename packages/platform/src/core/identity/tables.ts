import { table } from "../table.ts";

/** Principals and their permissions. They stand in core because every request passes by them. */

/** Times in these rows are milliseconds since the epoch. */
export interface Account {
  readonly accountId: string;
  readonly createdAt: number;
  readonly alias?: string;
}

export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly accountId: string;
  /** Undefined for a key of the account's root user. */
  readonly userName?: string;
  readonly status: "Active" | "Inactive";
  readonly createdAt: number;
}

/** What users, groups and roles share. */
export interface PolicyHolder {
  /** Inline documents by their names. */
  readonly inlinePolicies: Readonly<Record<string, string>>;
  /** ARNs of attached managed policies, in the order of attachment. */
  readonly attachedPolicies: readonly string[];
}

export type Tags = Readonly<Record<string, string>>;

export interface User extends PolicyHolder {
  readonly userName: string;
  readonly userId: string;
  readonly path: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly tags: Tags;
  /** Names of the groups the user belongs to. */
  readonly groups: readonly string[];
  /** ARN of the managed policy that bounds the user. */
  readonly permissionsBoundary?: string;
  /** Console password, salted and hashed with scrypt: `salt:hash` in hexadecimal. */
  readonly loginProfile?: {
    readonly passwordHash: string;
    readonly createdAt: number;
    readonly resetRequired: boolean;
  };
}

export interface Group extends PolicyHolder {
  readonly groupName: string;
  readonly groupId: string;
  readonly path: string;
  readonly arn: string;
  readonly createdAt: number;
}

export interface Role extends PolicyHolder {
  readonly roleName: string;
  readonly roleId: string;
  readonly path: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly description?: string;
  /** The trust policy, its users and roles named by their unique ids: see `principal-ids.ts`. */
  readonly assumeRolePolicyDocument: string;
  /** Seconds. */
  readonly maxSessionDuration: number;
  readonly tags: Tags;
  readonly permissionsBoundary?: string;
}

export interface ManagedPolicy {
  readonly policyName: string;
  readonly policyId: string;
  readonly path: string;
  readonly arn: string;
  readonly description?: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly defaultVersionId: string;
  /** The number the next version gets: numbers are not used twice. */
  readonly nextVersion: number;
  readonly versions: readonly PolicyVersion[];
  readonly tags: Tags;
}

export interface PolicyVersion {
  /** As `v3`. */
  readonly versionId: string;
  readonly document: string;
  readonly createdAt: number;
}

/** An OpenID Connect issuer that the account trusts to identify people and machines. */
export interface OidcProvider {
  /** The issuer without its scheme, as `token.actions.githubusercontent.com`. */
  readonly issuer: string;
  /** `http` only for issuers on the loopback. */
  readonly scheme: "https" | "http";
  readonly arn: string;
  /** Audiences that tokens may have. */
  readonly clientIds: readonly string[];
  /** SHA-1 digests of certificates at the top of the issuer's chain, in lower-case hexadecimal. */
  readonly thumbprints: readonly string[];
  readonly createdAt: number;
  readonly tags: Tags;
}

/** IAM names are unique without regard to case. */
const folded = (name: string): string => name.toLowerCase();

export const accounts = table<Account>()({
  name: "iam.accounts",
  scope: "global",
  key: ({ accountId }) => [accountId],
  indexes: {
    byAlias: ({ alias }) => (alias === undefined ? [] : [[alias]]),
  },
});

export const accessKeys = table<AccessKey>()({
  name: "iam.access-keys",
  scope: "global",
  key: ({ accessKeyId }) => [accessKeyId],
  indexes: {
    byUser: ({ accountId, userName }) => [[accountId, folded(userName ?? "")]],
  },
});

export const users = table<User>()({
  name: "iam.users",
  scope: "account",
  key: ({ userName }) => [folded(userName)],
  indexes: {
    byPolicy: ({ attachedPolicies }) => attachedPolicies.map((arn) => [arn]),
    byBoundary: ({ permissionsBoundary }) =>
      permissionsBoundary ? [[permissionsBoundary]] : [],
    byGroup: ({ groups }) => groups.map((name) => [folded(name)]),
  },
});

export const groups = table<Group>()({
  name: "iam.groups",
  scope: "account",
  key: ({ groupName }) => [folded(groupName)],
  indexes: {
    byPolicy: ({ attachedPolicies }) => attachedPolicies.map((arn) => [arn]),
  },
});

export const roles = table<Role>()({
  name: "iam.roles",
  scope: "account",
  key: ({ roleName }) => [folded(roleName)],
  indexes: {
    byPolicy: ({ attachedPolicies }) => attachedPolicies.map((arn) => [arn]),
    byBoundary: ({ permissionsBoundary }) =>
      permissionsBoundary ? [[permissionsBoundary]] : [],
  },
});

export const managedPolicies = table<ManagedPolicy>()({
  name: "iam.policies",
  scope: "account",
  key: ({ policyName }) => [folded(policyName)],
});

/** Who has a unique id: a user or role of any account, for as long as it exists. */
export interface PrincipalId {
  /** As `AIDA…` or `AROA…`. */
  readonly id: string;
  readonly arn: string;
}

export const principalIds = table<PrincipalId>()({
  name: "iam.principal-ids",
  scope: "global",
  key: ({ id }) => [id],
});

export const oidcProviders = table<OidcProvider>()({
  name: "iam.oidc-providers",
  scope: "account",
  key: ({ issuer }) => [issuer],
});

/** The key under which a name is stored in these tables. */
export const nameKey = folded;
