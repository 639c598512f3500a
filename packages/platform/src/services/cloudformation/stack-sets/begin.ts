import { randomUUID } from "node:crypto";
import {
  OperationIdAlreadyExistsException,
  OperationInProgressException,
  type DeploymentTargets,
  type StackSetOperationPreferences,
} from "@aws-sdk/client-cloudformation";
import type { Context } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import type { FoundSet } from "./sets.ts";
import {
  setOperationBegun,
  setOperations,
  setResults,
  stackInstances,
  type Override,
  type SetOperationRow,
} from "./tables.ts";
import type { SetTarget } from "./targets.ts";

/** What is to be done with a set's instances. */
export interface SetBeginning {
  readonly action: SetOperationRow["action"];
  readonly id?: string | undefined;
  readonly preferences?: StackSetOperationPreferences | undefined;
  readonly shownTargets?: DeploymentTargets | undefined;
  readonly retainStacks?: boolean | undefined;
  /** Undefined: those that an instance has stay. */
  readonly overrides?: readonly Override[] | undefined;
  /** Waits for the operations before it, where it would be refused otherwise. */
  readonly waits?: boolean;
}

/** Begins an operation on instances. @throws Fault OperationInProgress, OperationIdAlreadyExists */
export async function beginSetOperation(
  { set, place }: FoundSet,
  targets: readonly SetTarget[],
  beginning: SetBeginning,
  ctx: Context,
): Promise<string> {
  const { accountId } = place;
  const { action, id = randomUUID(), shownTargets } = beginning;
  const rows = ctx.table(setOperations, { accountId });
  if (await rows.get(set.id, id))
    throw fault(
      OperationIdAlreadyExistsException,
      `Operation ${id} already exists`,
    );
  const waits = await isBusy({ set, place }, ctx);
  if (waits && !set.managedExecution && !beginning.waits)
    throw fault(
      OperationInProgressException,
      `Another Operation on StackSet ${stackSetName(set.id)} is in progress`,
    );
  await rows.put({
    setId: set.id,
    id,
    action,
    status: waits ? "QUEUED" : "RUNNING",
    retainStacks: beginning.retainStacks ?? false,
    preferences: beginning.preferences ?? {},
    ...(shownTargets ? { targets: shownTargets } : {}),
    createdAt: ctx.now(),
    failures: 0,
  });
  const instances = ctx.table(stackInstances, { accountId });
  for (const { account, region, unitId } of targets) {
    const unit = unitId === undefined ? {} : { unitId };
    const there = await instances.get(set.id, account, region);
    await instances.put({
      setId: set.id,
      account,
      region,
      ...there,
      ...unit,
      overrides: beginning.overrides ?? there?.overrides ?? [],
      status: "OUTDATED",
      detailedStatus: "PENDING",
      lastOperationId: id,
    });
    await ctx.table(setResults, { accountId }).put({
      setId: set.id,
      operationId: id,
      account,
      region,
      ...unit,
      status: "PENDING",
    });
  }
  ctx.emit(setOperationBegun, {
    setId: set.id,
    operationId: id,
    ...placed(place),
  });
  return id;
}

/** Whether an operation on a set is under way, or waits. */
export async function isBusy(
  { set, place: { accountId } }: FoundSet,
  ctx: Context,
): Promise<boolean> {
  const { rows } = await ctx
    .table(setOperations, { accountId })
    .list({ prefix: [set.id] });
  return rows.some(({ status }) => /^(QUEUED|RUNNING|STOPPING)$/.test(status));
}

const stackSetName = (id: string): string => id.split(":")[0] ?? id;

const placed = ({ accountId, region }: FoundSet["place"]) => ({
  accountId,
  region,
});
