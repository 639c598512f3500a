import { ListEntitiesForPolicyCommand } from "@aws-sdk/client-iam";
import type { Context } from "../../../core/context.ts";
import { operation } from "../../../core/operation.ts";
import { pageOfItems } from "../marker.ts";
import { attachedTo, boundedBy } from "../policy-uses.ts";
import { onPolicy, policyNamed } from "../policies.ts";

/** Whom a policy is attached to, and whom it bounds. */
export const ListEntitiesForPolicy = operation(ListEntitiesForPolicyCommand, {
  needs: ({ PolicyArn }, ctx) =>
    onPolicy("ListEntitiesForPolicy", PolicyArn, ctx),

  async handle(
    { PolicyArn, EntityFilter, PathPrefix = "/", PolicyUsageFilter, ...paging },
    ctx,
  ) {
    await policyNamed(PolicyArn, ctx);
    const kind = EntityFilter === undefined ? undefined : FILTERS[EntityFilter];
    const entities = (
      await entitiesOf(PolicyArn, PolicyUsageFilter, ctx)
    ).filter(
      (entity) =>
        (EntityFilter === undefined || entity.kind === kind) &&
        entity.path.startsWith(PathPrefix),
    );
    const { items, ends } = pageOfItems(
      entities,
      ({ kind, name }) => `${kind} ${name}`,
      paging,
    );
    const of = (kind: string) => items.filter((item) => item.kind === kind);
    return {
      PolicyGroups: of("group").map(({ name, id }) => ({
        GroupName: name,
        GroupId: id,
      })),
      PolicyUsers: of("user").map(({ name, id }) => ({
        UserName: name,
        UserId: id,
      })),
      PolicyRoles: of("role").map(({ name, id }) => ({
        RoleName: name,
        RoleId: id,
      })),
      ...ends,
    };
  },
});

/** The other values of the filter are kinds of policies, which no policy is attached to. */
const FILTERS: Readonly<Record<string, string>> = {
  User: "user",
  Role: "role",
  Group: "group",
};

interface Entity {
  readonly kind: "group" | "user" | "role";
  readonly name: string;
  readonly id: string;
  readonly path: string;
}

/** Each once, though a policy can be both attached to and the boundary of the same user. */
async function entitiesOf(
  arn: string,
  usage: string | undefined,
  ctx: Context,
): Promise<readonly Entity[]> {
  const none = { users: [], groups: [], roles: [] };
  const attached =
    usage === "PermissionsBoundary" ? none : await attachedTo(arn, ctx);
  const bounded =
    usage === "PermissionsPolicy" ? none : await boundedBy(arn, ctx);
  const entities: Entity[] = [
    ...attached.groups.map((group) => ({
      kind: "group" as const,
      name: group.groupName,
      id: group.groupId,
      path: group.path,
    })),
    ...[...attached.users, ...bounded.users].map((user) => ({
      kind: "user" as const,
      name: user.userName,
      id: user.userId,
      path: user.path,
    })),
    ...[...attached.roles, ...bounded.roles].map((role) => ({
      kind: "role" as const,
      name: role.roleName,
      id: role.roleId,
      path: role.path,
    })),
  ];
  return [...new Map(entities.map((entity) => [entity.id, entity])).values()];
}
