import {
  GetAccountAuthorizationDetailsCommand,
  type AttachedPolicy,
  type GetAccountAuthorizationDetailsResponse,
  type ManagedPolicyDetail,
} from "@aws-sdk/client-iam";
import type { Clients } from "./clients.ts";

/** A policy that a principal holds, its own or through a group. */
export interface HeldPolicy {
  readonly name: string;
  /** Of managed policies. */
  readonly arn?: string;
  readonly document: string;
}

/** A user or role with all its policies. */
export interface Holder {
  readonly arn: string;
  readonly id: string;
  readonly name: string;
  readonly policies: readonly HeldPolicy[];
  readonly boundary?: HeldPolicy;
}

/** Every user and role of the account, service-linked roles left out: their policies are AWS's. */
export async function holders({ iam }: Clients): Promise<readonly Holder[]> {
  const pages: GetAccountAuthorizationDetailsResponse[] = [];
  let Marker: string | undefined;
  do {
    const answer = await iam.send(
      new GetAccountAuthorizationDetailsCommand({ Marker, MaxItems: 1000 }),
    );
    pages.push(answer);
    Marker = answer.Marker;
  } while (Marker !== undefined);

  const managed = new Map(
    pages
      .flatMap(({ Policies = [] }) => Policies)
      .map((policy) => [policy.Arn, policy]),
  );
  const groups = new Map(
    pages
      .flatMap(({ GroupDetailList = [] }) => GroupDetailList)
      .map((group) => [
        group.GroupName,
        own(group.GroupPolicyList, group.AttachedManagedPolicies, managed),
      ]),
  );
  const users = pages
    .flatMap(({ UserDetailList = [] }) => UserDetailList)
    .map((user) => ({
      arn: user.Arn ?? "",
      id: user.UserId ?? "",
      name: user.UserName ?? "",
      policies: [
        ...own(user.UserPolicyList, user.AttachedManagedPolicies, managed),
        ...(user.GroupList ?? []).flatMap((name) => groups.get(name) ?? []),
      ],
      ...boundary(user.PermissionsBoundary?.PermissionsBoundaryArn, managed),
    }));
  const roles = pages
    .flatMap(({ RoleDetailList = [] }) => RoleDetailList)
    .filter(({ Path }) => !Path?.startsWith("/aws-service-role/"))
    .map((role) => ({
      arn: role.Arn ?? "",
      id: role.RoleId ?? "",
      name: role.RoleName ?? "",
      policies: own(role.RolePolicyList, role.AttachedManagedPolicies, managed),
      ...boundary(role.PermissionsBoundary?.PermissionsBoundaryArn, managed),
    }));
  return [...users, ...roles];
}

type Managed = ReadonlyMap<string | undefined, ManagedPolicyDetail>;

function own(
  inline: readonly InlinePolicy[] = [],
  attached: readonly AttachedPolicy[] = [],
  managed: Managed,
): readonly HeldPolicy[] {
  return [
    ...inline.map(({ PolicyName = "", PolicyDocument = "" }) => ({
      name: PolicyName,
      document: decodeURIComponent(PolicyDocument),
    })),
    ...attached.flatMap(({ PolicyArn }) => managedPolicy(PolicyArn, managed)),
  ];
}

interface InlinePolicy {
  readonly PolicyName?: string | undefined;
  readonly PolicyDocument?: string | undefined;
}

function managedPolicy(
  arn: string | undefined,
  managed: Managed,
): readonly HeldPolicy[] {
  const policy = managed.get(arn);
  const version = policy?.PolicyVersionList?.find(
    ({ IsDefaultVersion }) => IsDefaultVersion,
  );
  return arn !== undefined && version?.Document !== undefined
    ? [
        {
          name: policy?.PolicyName ?? arn,
          arn,
          document: decodeURIComponent(version.Document),
        },
      ]
    : [];
}

function boundary(
  arn: string | undefined,
  managed: Managed,
): { boundary?: HeldPolicy } {
  const [policy] = managedPolicy(arn, managed);
  return policy ? { boundary: policy } : {};
}
