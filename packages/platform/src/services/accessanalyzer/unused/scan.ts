import type { Context } from "../../../core/context.ts";
import { parseArn } from "../../../core/arn.ts";
import { awsManagedPolicy } from "../../../core/identity/aws-managed.ts";
import { lastUses } from "../../../core/identity/last-uses.ts";
import {
  accessKeys,
  groups,
  managedPolicies,
  nameKey,
  roles,
  users,
  type PolicyHolder,
  type User,
} from "../../../core/identity/tables.ts";
import { uses } from "../../../core/identity/uses.ts";
import type { FoundAccess } from "../findings/reconcile.ts";
import { unusedPermissions } from "./permissions.ts";

const SERVICE_LINKED = "/aws-service-role/";

/**
 * Access that nobody used since a time: roles, access keys, passwords, and permissions of those who were there already.
 * @param since milliseconds since the epoch
 */
export async function unusedAccess(
  since: number,
  ctx: Context,
): Promise<FoundAccess[]> {
  const { rows: allUsers } = await ctx.table(users).list();
  const { rows: allRoles } = await ctx.table(roles).list();
  const found: FoundAccess[] = [];
  for (const role of allRoles) {
    if (role.createdAt > since || role.path.startsWith(SERVICE_LINKED))
      continue;
    const last = await ctx.table(lastUses).get(role.roleId);
    found.push(
      ...(last && last.at > since
        ? await permissions(role.arn, role.roleId, [role])
        : [
            {
              resource: role.arn,
              resourceType: "AWS::IAM::Role" as const,
              findingType: "UnusedIAMRole" as const,
              key: "",
              details: [{ kind: "role" as const, ...accessed(last?.at) }],
            },
          ]),
    );
  }
  for (const user of allUsers) {
    if (user.createdAt > since) continue;
    found.push(
      ...(await keys(user)),
      ...password(user),
      ...(await permissions(user.arn, user.userId, [
        user,
        ...(await groupsOf(user)),
      ])),
    );
  }
  return found;

  async function keys({ userName, arn }: User): Promise<FoundAccess[]> {
    const { rows } = await ctx.table(accessKeys).list({
      index: "byUser",
      prefix: [ctx.accountId, nameKey(userName)],
    });
    const idle: FoundAccess[] = [];
    for (const { accessKeyId, status, createdAt } of rows) {
      const last = await ctx.table(lastUses).get(accessKeyId);
      if (status !== "Active" || createdAt > since || (last?.at ?? 0) > since)
        continue;
      idle.push({
        resource: arn,
        resourceType: "AWS::IAM::User",
        findingType: "UnusedIAMUserAccessKey",
        key: accessKeyId,
        details: [{ kind: "key", accessKeyId, ...accessed(last?.at) }],
      });
    }
    return idle;
  }

  /** There is no console to sign in to: a password that is old enough was not used. */
  function password({ arn, loginProfile }: User): FoundAccess[] {
    return loginProfile && loginProfile.createdAt <= since
      ? [
          {
            resource: arn,
            resourceType: "AWS::IAM::User",
            findingType: "UnusedIAMUserPassword",
            key: "",
            details: [{ kind: "password" }],
          },
        ]
      : [];
  }

  async function permissions(
    arn: string,
    principalId: string,
    holders: readonly PolicyHolder[],
  ): Promise<FoundAccess[]> {
    const { rows } = await ctx.table(uses).list({ prefix: [principalId, 1] });
    const details = await unusedPermissions(
      (await Promise.all(holders.map(documentsOf))).flat(),
      rows,
      since,
    );
    return details.length === 0
      ? []
      : [
          {
            resource: arn,
            resourceType: arn.includes(":role/")
              ? "AWS::IAM::Role"
              : "AWS::IAM::User",
            findingType: "UnusedPermission",
            key: "",
            details,
          },
        ];
  }

  async function groupsOf(user: User): Promise<readonly PolicyHolder[]> {
    const found = await Promise.all(
      user.groups.map((name) => ctx.table(groups).get(nameKey(name))),
    );
    return found.filter((group) => group !== undefined);
  }

  async function documentsOf({
    inlinePolicies,
    attachedPolicies,
  }: PolicyHolder): Promise<readonly string[]> {
    const attached = await Promise.all(attachedPolicies.map(managedDocument));
    return [
      ...Object.values(inlinePolicies),
      ...attached.filter((document) => document !== undefined),
    ];
  }

  async function managedDocument(arn: string): Promise<string | undefined> {
    const { accountId, resource = "" } = parseArn(arn) ?? {};
    if (accountId === "aws") return (await awsManagedPolicy(arn))?.document;
    const policy = await ctx
      .table(managedPolicies)
      .get(nameKey(resource.split("/").at(-1) ?? ""));
    return policy?.versions.find(
      ({ versionId }) => versionId === policy.defaultVersionId,
    )?.document;
  }
}

const accessed = (at: number | undefined): { lastAccessed?: number } =>
  at === undefined ? {} : { lastAccessed: at };
