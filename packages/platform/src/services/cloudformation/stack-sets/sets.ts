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
  const set = await knownSet(named.StackSetName, place, ctx);
  if (!set)
    throw fault(
      StackSetNotFoundException,
      `StackSet ${named.StackSetName} not found`,
    );
  return { set, place };
}

/** A set that the caller may know of: to a delegated administrator only the organization's are there. */
export async function knownSet(
  named: string | undefined,
  place: Place,
  ctx: Pick<NeedsContext, "table" | "accountId">,
): Promise<StackSetRow | undefined> {
  const set = await findSet(named, place, ctx);
  return set && isKnown(set, place, ctx) ? set : undefined;
}

/** Whether a caller in an account may know of a set that belongs to a place. */
export const isKnown = (
  { permissionModel }: StackSetRow,
  place: Place,
  { accountId }: Pick<Place, "accountId">,
): boolean =>
  permissionModel === "SERVICE_MANAGED" || place.accountId === accountId;

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
  const set = await knownSet(named.StackSetName, place, ctx);
  const id = set?.id ?? `${named.StackSetName?.split("/").at(-1)}:*`;
  return allow(`cloudformation:${action}`, stackSetArn(ctx, id), {
    ...resourceTagKeys(set?.tags),
    ...keys,
  });
}
