import type { Context, Place } from "../../../core/context.ts";
import { endResourceWork } from "../../../core/resource-work.ts";
import type { Workplace } from "../../../core/workplace.ts";
import { Slots } from "../engine/slots.ts";
import { settleInstance, workOf } from "./instance.ts";
import { isRefusal } from "./organization.ts";
import { inOrder, paceOf } from "./preferences.ts";
import { removeOrganizationRights } from "./rights.ts";
import {
  setOperations,
  setResults,
  stackInstances,
  stackSets,
  type ResultStatus,
  type SetOperationRow,
  type SetResultRow,
  type StackSetRow,
} from "./tables.ts";

/** What the work on one operation knows. */
export interface SetRun {
  readonly workplace: Workplace;
  readonly place: Place;
  readonly set: StackSetRow;
  readonly operation: SetOperationRow;
}

/** Carries an operation on a set's instances out, or on from where a crash has broken it off. */
export async function carryOutSetOperation(
  payload: { setId: string; operationId: string } & Place,
  ctx: Context,
): Promise<void> {
  const { setId, operationId, accountId, region } = payload;
  const workplace = ctx.platform.workplace("cloudformation");
  const place = { accountId, region };
  const reading = workplace.context(place);
  const set = await reading.table(stackSets).get(region, setId);
  const operation = await reading.table(setOperations).get(setId, operationId);
  if (!set || !operation || operation.endedAt !== undefined) return;
  const run: SetRun = { workplace, place, set, operation };
  if (operation.status === "QUEUED") await change(run, { status: "RUNNING" });

  const { rows } = await reading
    .table(setResults)
    .list({ prefix: [setId, operationId] });
  const { preferences } = operation;
  const regions = inOrder(
    [...new Set(rows.map((row) => row.region))],
    preferences,
  );
  let well = true;
  const go = async (one: string) => {
    const here = rows.filter((row) => row.region === one);
    well = (await settleRegion(run, here, () => well)) && well;
  };
  if (preferences.RegionConcurrencyType === "PARALLEL")
    await Promise.all(regions.map(go));
  else for (const one of regions) await go(one);

  await leave(run, [...new Set(rows.map(({ account }) => account))]);
  const stopped = await isStopping(run);
  await change(run, {
    status: stopped ? "STOPPED" : well ? "SUCCEEDED" : "FAILED",
    endedAt: ctx.now(),
  });
}

/** An organization's set leaves nothing of itself in accounts in which it has no stack any more. */
async function leave(
  { workplace, place, set, operation }: SetRun,
  accounts: readonly string[],
): Promise<void> {
  if (operation.action !== "DELETE" || set.permissionModel === "SELF_MANAGED")
    return;
  for (const account of accounts) {
    const { rows } = await workplace
      .context(place)
      .table(stackInstances)
      .list({ prefix: [set.id, account], limit: 1 });
    const there = { accountId: account, region: place.region };
    if (rows.length === 0)
      await removeOrganizationRights(account, set, workplace.context(there));
  }
}

/** Goes through the accounts of a Region. The answer is whether no more of them failed than it bears. */
async function settleRegion(
  run: SetRun,
  results: readonly SetResultRow[],
  goesOn: () => boolean,
): Promise<boolean> {
  const { tolerance, atATime } = paceOf(
    run.operation.preferences,
    results.length,
  );
  const slots = new Slots(atATime);
  let failures = results.filter(({ status }) => status === "FAILED").length;
  await Promise.all(
    results
      .filter(({ status }) => status === "PENDING" || status === "RUNNING")
      .map((result) =>
        slots.within(async () => {
          const off =
            failures > tolerance || !goesOn() || (await isStopping(run));
          if (off)
            await settle(
              run,
              result,
              "CANCELLED",
              "Cancelled since failure tolerance has exceeded or the operation was stopped",
            );
          else if (!(await settleOne(run, result))) failures++;
        }),
      ),
  );
  return failures <= tolerance;
}

async function settleOne(run: SetRun, result: SetResultRow): Promise<boolean> {
  if (result.status === "PENDING") await settle(run, result, "RUNNING");
  try {
    await settleInstance(run, result);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    await settle(run, result, "FAILED", error.message);
    return false;
  }
  await settle(run, result, "SUCCEEDED");
  return true;
}

/** Writes down how an operation stands in one account and Region. */
async function settle(
  { workplace, place, operation }: SetRun,
  result: SetResultRow,
  status: ResultStatus,
  reason?: string,
): Promise<void> {
  await workplace.unit(place, async (ctx) => {
    const { setId, account, region } = result;
    const why = reason === undefined ? {} : { reason };
    await ctx.table(setResults).put({ ...result, status, ...why });
    const instances = ctx.table(stackInstances);
    const instance = await instances.get(setId, account, region);
    if (instance && operation.action === "DELETE" && status === "SUCCEEDED")
      await instances.delete(setId, account, region);
    else if (instance) {
      const { statusReason: _old, ...rest } = instance;
      await instances.put({
        ...rest,
        status: status === "SUCCEEDED" ? "CURRENT" : "OUTDATED",
        detailedStatus: status,
        ...(reason === undefined ? {} : { statusReason: reason }),
      });
    }
    if (status === "FAILED") {
      const rows = ctx.table(setOperations);
      const row = await rows.get(setId, operation.id);
      if (row) await rows.put({ ...row, failures: row.failures + 1 });
    }
    if (status !== "RUNNING") await endResourceWork(workOf(result), ctx);
  });
}

async function isStopping({ workplace, place, operation }: SetRun) {
  const row = await workplace
    .context(place)
    .table(setOperations)
    .get(operation.setId, operation.id);
  return row?.status === "STOPPING";
}

/** Changes the operation's row, which StopStackSetOperation may have changed meanwhile. */
async function change(
  { workplace, place, operation }: SetRun,
  changed: Partial<SetOperationRow>,
): Promise<void> {
  await workplace.unit(place, async (ctx) => {
    const rows = ctx.table(setOperations);
    const row = await rows.get(operation.setId, operation.id);
    if (row) await rows.put({ ...row, ...changed });
  });
}
