import { globalArn } from "../arn.ts";
import type { NeedsContext } from "../context.ts";
import { table } from "../table.ts";
import type { Tags } from "./tables.ts";

/** Organizations stand in core because every request of a member account passes by their policies. */

/** The kinds of policy that are served: AWS Organizations calls both "authorization policies". */
export type OrganizationPolicyType =
  "SERVICE_CONTROL_POLICY" | "RESOURCE_CONTROL_POLICY";

/** Times in these rows are milliseconds since the epoch. */
export interface Organization {
  /** As `o-a1b2c3d4e5`. */
  readonly orgId: string;
  readonly managementAccountId: string;
  readonly featureSet: "ALL" | "CONSOLIDATED_BILLING";
  readonly rootId: string;
  readonly policyTypes: readonly OrganizationPolicyType[];
  /** Service principals that have trusted access, and since when. */
  readonly serviceAccess: Readonly<Record<string, number>>;
}

/** A root, an organizational unit or an account: what policies are attached to. */
export interface OrganizationNode {
  /** As `r-ab12`, `ou-ab12-11111111` or `111122223333`. */
  readonly id: string;
  readonly orgId: string;
  readonly kind: "ROOT" | "ORGANIZATIONAL_UNIT" | "ACCOUNT";
  /** Undefined for the root. */
  readonly parentId?: string;
  readonly name: string;
  /** Ids of attached policies, in the order of attachment. */
  readonly policies: readonly string[];
  readonly tags: Tags;
  /** Set for accounts. */
  readonly membership?: Membership;
}

export interface Membership {
  readonly email: string;
  readonly status: "ACTIVE" | "SUSPENDED";
  readonly joinedMethod: "INVITED" | "CREATED";
  readonly joinedAt: number;
  /** Services for which the account administers the organization, and since when. */
  readonly administers: Readonly<Record<string, number>>;
}

export interface OrganizationPolicy {
  readonly orgId: string;
  /** As `p-a1b2c3d4`. */
  readonly policyId: string;
  readonly type: OrganizationPolicyType;
  readonly name: string;
  readonly description: string;
  readonly document: string;
  readonly tags: Tags;
}

export const organizations = table<Organization>()({
  name: "organizations.organizations",
  scope: "global",
  key: ({ orgId }) => [orgId],
});

export const organizationNodes = table<OrganizationNode>()({
  name: "organizations.nodes",
  scope: "global",
  key: ({ id }) => [id],
  indexes: {
    byParent: ({ parentId, kind }) =>
      parentId === undefined ? [] : [[parentId, kind]],
    byKind: ({ orgId, kind }) => [[orgId, kind]],
    byPolicy: ({ orgId, policies }) => policies.map((id) => [orgId, id]),
    byEmail: ({ membership }) =>
      membership ? [[membership.email.toLowerCase()]] : [],
  },
});

export const organizationPolicies = table<OrganizationPolicy>()({
  name: "organizations.policies",
  scope: "global",
  key: ({ orgId, policyId }) => [orgId, policyId],
  indexes: { byName: ({ orgId, type, name }) => [[orgId, type, name]] },
});

/** What every target has by default, and what may never be taken from it without another in its place. */
export interface DefaultPolicy {
  readonly policyId: string;
  readonly type: OrganizationPolicyType;
  readonly name: string;
  readonly description: string;
  readonly document: string;
}

/** AWS's own policies, one of each type: they allow everything, so that only what is denied elsewhere is denied. */
export const DEFAULT_POLICIES: Readonly<
  Record<OrganizationPolicyType, DefaultPolicy>
> = {
  SERVICE_CONTROL_POLICY: {
    policyId: "p-FullAWSAccess",
    type: "SERVICE_CONTROL_POLICY",
    name: "FullAWSAccess",
    description: "Allows access to every operation",
    document: JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
    }),
  },
  RESOURCE_CONTROL_POLICY: {
    policyId: "p-RCPFullAWSAccess",
    type: "RESOURCE_CONTROL_POLICY",
    name: "RCPFullAWSAccess",
    description: "Allows access to every resource",
    document: JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" },
      ],
    }),
  },
};

/** A policy by its id, one of AWS's or the organization's own; undefined where there is none. */
export async function organizationPolicy(
  orgId: string,
  policyId: string,
  ctx: Pick<NeedsContext, "table">,
): Promise<(DefaultPolicy & { readonly tags?: Tags }) | undefined> {
  const aws = Object.values(DEFAULT_POLICIES).find(
    (policy) => policy.policyId === policyId,
  );
  return aws ?? (await ctx.table(organizationPolicies).get(orgId, policyId));
}

/** The ARN of a policy: AWS's own stand in no account, the organization's in the one that manages it. */
export function organizationPolicyArn(
  {
    orgId,
    managementAccountId,
  }: Pick<Organization, "orgId" | "managementAccountId">,
  type: OrganizationPolicyType,
  policyId: string,
): string {
  const kind = type.toLowerCase();
  return DEFAULT_POLICIES[type].policyId === policyId
    ? globalArn("organizations", "aws", `policy/${kind}/${policyId}`)
    : globalArn(
        "organizations",
        managementAccountId,
        `policy/${orgId}/${kind}/${policyId}`,
      );
}

/** The nodes from the root down to this one. */
export async function lineage(
  node: OrganizationNode,
  ctx: Pick<NeedsContext, "table">,
): Promise<readonly OrganizationNode[]> {
  const parent =
    node.parentId === undefined
      ? undefined
      : await ctx.table(organizationNodes).get(node.parentId);
  return parent ? [...(await lineage(parent, ctx)), node] : [node];
}

/** The organization's path of an account, as `aws:PrincipalOrgPaths` has it: `o-…/r-…/ou-…/`. */
export function organizationPath(nodes: readonly OrganizationNode[]): string {
  const [root] = nodes;
  const above = nodes.filter(({ kind }) => kind !== "ACCOUNT");
  return [root?.orgId ?? "", ...above.map(({ id }) => id), ""].join("/");
}
