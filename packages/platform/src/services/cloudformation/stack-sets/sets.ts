import {
  OperationNotFoundException,
  StackSetNotFoundException,
} from "@aws-sdk/client-cloudformation";
import { arn } from "../../../core/arn.ts";
import type { NeedsContext, Place } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import { allow, type Need } from "../../../core/operation.ts";
import { resourceTagKeys } from "../../../core/tag-keys.ts";
import { ownerOf } from "./organization.ts";
import {
  setOperations,
  stackSets,
  type SetOperationRow,
  type StackSetRow,
} from "./tables.ts";

/** How requests name a set, and as whom they ask. */
export interface NamedSet {
  readonly StackSetName: string | undefined;
  readonly CallAs?: string | undefined;
}

/** A set, and the account and Region that it belongs to. */
export interface FoundSet {
  readonly set: StackSetRow;
  readonly place: Place;
}

/** A set's whole id. */
export const stackSetArn = (place: Place, id: string): string =>
  arn("cloudformation", place, `stackset/${id}`);

/** @throws Fault StackSetNotFound; as {@link ownerOf} */
export async function setOf(
  named: NamedSet,
  ctx: NeedsContext,
): Promise<FoundSet> {
  const place = await ownerOf(named.CallAs, ctx);
  const set = await findSet(named.StackSetName, place, ctx);
  if (!set)
    throw fault(
      StackSetNotFoundException,
      `StackSet ${named.StackSetName} not found`,
    );
  return { set, place };
}

/** A set by its name, its id or its ARN. */
export async function findSet(
  named: string | undefined,
  { accountId, region }: Place,
  ctx: Pick<NeedsContext, "table">,
): Promise<StackSetRow | undefined> {
  const rows = ctx.table(stackSets, { accountId });
  const given = named?.split("/").at(-1) ?? "";
  if (given.includes(":")) return rows.get(region, given);
  const found = await rows.list({
    index: "byName",
    prefix: [region, given],
    limit: 1,
  });
  return found.rows[0];
}

/** @throws Fault OperationNotFound */
export async function setOperationOf(
  { set, place }: FoundSet,
  id: string,
  ctx: NeedsContext,
): Promise<SetOperationRow> {
  const { accountId } = place;
  const row = await ctx.table(setOperations, { accountId }).get(set.id, id);
  if (!row)
    throw fault(OperationNotFoundException, `Operation ${id} not found`);
  return row;
}

/** The permission for an action on a set. A delegated administrator's is judged by its own account's policies. */
export async function onSet(
  action: string,
  named: NamedSet,
  ctx: NeedsContext,
  keys: NonNullable<Need["keys"]> = {},
): Promise<Need> {
  const place = await ownerOf(named.CallAs, ctx).catch(() => ctx);
  const set = await findSet(named.StackSetName, place, ctx);
  const id = set?.id ?? `${named.StackSetName?.split("/").at(-1)}:*`;
  return allow(`cloudformation:${action}`, stackSetArn(ctx, id), {
    ...resourceTagKeys(set?.tags),
    ...keys,
  });
}
