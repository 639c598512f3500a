import type { Context } from "../../core/context.ts";
import { groups, nameKey } from "../../core/identity/tables.ts";
import { groupEntity, type Entity } from "./entities.ts";
import { findPolicy } from "./policies.ts";

/** A policy as it bears on a user, group or role. */
export interface HeldPolicy {
  readonly name: string;
  readonly document: string;
  /** Of a managed policy. */
  readonly arn?: string;
  /** Who holds it: of a user's policies, the user or one of its groups. */
  readonly holder: Pick<Entity, "kind" | "name">;
}

/** Every policy that grants to an entity: its inline and attached ones and, for a user, those of its groups. */
export async function heldPolicies(
  entity: Entity,
  ctx: Context,
): Promise<readonly HeldPolicy[]> {
  const own = await policiesOf(entity, ctx);
  if (entity.kind !== "user") return own;
  const rows = await Promise.all(
    entity.row.groups.map((name) => ctx.table(groups).get(nameKey(name))),
  );
  const ofGroups = await Promise.all(
    rows
      .filter((row) => row !== undefined)
      .map((row) => policiesOf(groupEntity(row), ctx)),
  );
  return [...own, ...ofGroups.flat()];
}

/** A managed policy in its default version; undefined where there is none of this ARN. */
export async function managedDocument(
  arn: string,
  ctx: Context,
): Promise<{ name: string; document: string } | undefined> {
  const policy = await findPolicy(arn, ctx);
  const version = policy?.versions.find(
    ({ versionId }) => versionId === policy.defaultVersionId,
  );
  return policy && version
    ? { name: policy.policyName, document: version.document }
    : undefined;
}

async function policiesOf(
  { kind, name: holderName, row }: Entity,
  ctx: Context,
): Promise<readonly HeldPolicy[]> {
  const holder = { kind, name: holderName };
  const inline = Object.entries(row.inlinePolicies).map(([name, document]) => ({
    name,
    document,
    holder,
  }));
  const attached = await Promise.all(
    row.attachedPolicies.map(async (arn) => {
      const found = await managedDocument(arn, ctx);
      return found && { ...found, arn, holder };
    }),
  );
  return [...inline, ...attached.filter((policy) => policy !== undefined)];
}
