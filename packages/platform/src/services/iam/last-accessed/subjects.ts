import type { Context } from "../../../core/context.ts";
import { users } from "../../../core/identity/tables.ts";
import { nameKey } from "../../../core/identity/tables.ts";
import {
  entityNamed,
  kindAndName,
  roleEntity,
  userEntity,
  type Entity,
} from "../entities.ts";
import { heldPolicies, managedDocument } from "../held-policies.ts";
import { attachedTo } from "../policy-uses.ts";
import { policyNamed } from "../policies.ts";

/** Whose uses a report tells, and the policies that say which services it lists. */
export interface Subjects {
  readonly entities: readonly Entity[];
  readonly documents: readonly string[];
}

/** Of a user or role it is that one; of a group its members; of a policy everyone it is attached to, through groups too. @throws Fault NoSuchEntity, InvalidInput */
export async function subjectsOf(arn: string, ctx: Context): Promise<Subjects> {
  const [kind] = kindAndName(arn);
  if (kind === undefined) return ofPolicy(arn, ctx);
  const entity = await entityNamed(arn, ctx);
  const documents = (await heldPolicies(entity, ctx)).map(
    ({ document }) => document,
  );
  return entity.kind === "group"
    ? { documents, entities: await membersOf(entity.name, ctx) }
    : { documents, entities: [entity] };
}

async function ofPolicy(arn: string, ctx: Context): Promise<Subjects> {
  await policyNamed(arn, ctx);
  const found = await managedDocument(arn, ctx);
  const attached = await attachedTo(arn, ctx);
  const members = await Promise.all(
    attached.groups.map(({ groupName }) => membersOf(groupName, ctx)),
  );
  const entities = [
    ...attached.users.map(userEntity),
    ...members.flat(),
    ...attached.roles.map(roleEntity),
  ];
  return {
    documents: found ? [found.document] : [],
    entities: [...new Map(entities.map((one) => [one.id, one])).values()],
  };
}

async function membersOf(
  groupName: string,
  ctx: Context,
): Promise<readonly Entity[]> {
  const { rows } = await ctx
    .table(users)
    .list({ index: "byGroup", prefix: [nameKey(groupName)] });
  return rows.map(userEntity);
}
