import { ChangeSetNotFoundException } from "@aws-sdk/client-cloudformation";
import { arn } from "../../core/arn.ts";
import type { NeedsContext, Place } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import type { Need } from "../../core/operation.ts";
import { findStack, onStack } from "./stack.ts";
import {
  changeSets,
  stacks,
  type ChangeSetRow,
  type StackRow,
} from "./tables.ts";

/** A change set's whole id. */
export function changeSetArn(
  place: Place,
  { name, id }: Pick<ChangeSetRow, "name" | "id">,
): string {
  return arn("cloudformation", place, `changeSet/${name}/${id}`);
}

/** What a request names: a change set by its id, or by its name and its stack's. */
export interface NamedChangeSet {
  readonly ChangeSetName: string;
  readonly StackName?: string | undefined;
}

/** @throws Fault ChangeSetNotFound */
export async function changeSetOf(
  named: NamedChangeSet,
  ctx: NeedsContext,
): Promise<{ changeSet: ChangeSetRow; stack: StackRow }> {
  const found = await findChangeSet(named, ctx);
  if (!found)
    throw fault(
      ChangeSetNotFoundException,
      `ChangeSet [${named.ChangeSetName}] does not exist`,
    );
  return found;
}

export async function findChangeSet(
  { ChangeSetName, StackName }: NamedChangeSet,
  ctx: NeedsContext,
): Promise<{ changeSet: ChangeSetRow; stack: StackRow } | undefined> {
  const named =
    StackName === undefined ? undefined : await findStack(StackName, ctx);
  const { rows } = await ctx
    .table(changeSets)
    .list(named ? { prefix: [named.id] } : {});
  const id = ChangeSetName.startsWith("arn:")
    ? ChangeSetName.split("/").at(-1)
    : undefined;
  const changeSet = rows.find((row) =>
    id === undefined ? named && row.name === ChangeSetName : row.id === id,
  );
  const stack =
    changeSet && (named ?? (await ctx.table(stacks).get(changeSet.stackId)));
  return stack && { changeSet, stack };
}

/** The permission for an action on a change set: on its stack. */
export async function onChangeSet(
  action: string,
  named: NamedChangeSet,
  ctx: NeedsContext,
): Promise<Need> {
  const found = await findChangeSet(named, ctx);
  const name = found?.changeSet.name ?? named.ChangeSetName;
  return onStack(action, found?.stack.name ?? named.StackName, ctx, {
    "cloudformation:ChangeSetName": name.split("/").at(-2) ?? name,
  });
}
