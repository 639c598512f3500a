import type { ResourceRow } from "../tables.ts";
import { replaced, resources, type ReplacedRow } from "../tables.ts";
import { endResourceWork } from "../../../core/resource-work.ts";
import { Fault } from "../../../core/errors.ts";
import {
  goOn,
  keep,
  stepContext,
  write,
  type RunContext,
} from "./run-context.ts";
import { settled } from "./settle.ts";
import { Slots } from "./slots.ts";
import { tellResource } from "./stack-events.ts";
import { begin, carryOut } from "./steps.ts";

const AT_A_TIME = 32;

/**
 * Deletes resources, each once nothing that depends on it is left. The answer names those that could not be.
 * @param forget whether nothing of them is to be remembered, as after an update
 */
export async function remove(
  run: RunContext,
  rows: readonly ResourceRow[],
  forget: boolean,
): Promise<readonly string[]> {
  const failed: string[] = [];
  const slots = new Slots(AT_A_TIME);
  const going = new Map(rows.map((row) => [row.logicalId, row]));
  const underWay = new Map<string, Promise<boolean>>();

  const removed = (row: ResourceRow): Promise<boolean> => {
    let promise = underWay.get(row.logicalId);
    if (!promise) underWay.set(row.logicalId, (promise = removal(row)));
    return promise;
  };

  const removal = async (row: ResourceRow): Promise<boolean> => {
    const dependents = [...going.values()].filter(({ dependsOn }) =>
      dependsOn.includes(row.logicalId),
    );
    const gone = await Promise.all(dependents.map(removed));
    if (gone.includes(false)) return false;
    return slots.within(async () => {
      const well = await removeOne(run, row, forget);
      if (!well) failed.push(row.logicalId);
      return well;
    });
  };

  await Promise.all(rows.map(removed));
  return failed;
}

async function removeOne(
  run: RunContext,
  row: ResourceRow,
  forget: boolean,
): Promise<boolean> {
  goOn(run);
  if (row.identifier === undefined && row.step === undefined) {
    if (forget) await drop(run, row);
    return true;
  }
  if (isKept(run, row)) {
    await write(run, async (ctx) => {
      const { step: _none, identifier: _gone, ...rest } = row;
      const skipped: ResourceRow = {
        ...rest,
        status: "DELETE_SKIPPED",
        updatedAt: ctx.now(),
      };
      if (forget) {
        await ctx.table(resources).delete(row.stackId, row.logicalId);
        run.rows.delete(row.logicalId);
      } else await keep(run, skipped, ctx);
      await tellResource(skipped, ctx);
    });
    return true;
  }
  const type = await run.typeOf(row.type);
  if (!type) return true;
  const whole = await settled(run, row);
  const begun =
    whole.step?.kind === "delete"
      ? { ...whole, step: whole.step }
      : await begin(run, whole, {
          kind: "delete",
          properties: whole.properties,
        });
  const well = await carryOut(run, begun, type);
  if (well && forget) await drop(run, row);
  return well;
}

function isKept(
  { operation }: RunContext,
  { deletionPolicy, logicalId, operationId }: ResourceRow,
): boolean {
  if (operation.keep.includes(logicalId)) return true;
  const isKeptOnceMade =
    deletionPolicy === "RetainExceptOnCreate" ||
    (deletionPolicy === "Retain" && operation.retainExceptOnCreate === true);
  return isKeptOnceMade
    ? !(operation.phase.startsWith("rollback") && operationId === operation.id)
    : deletionPolicy === "Retain";
}

async function drop(
  run: RunContext,
  { stackId, logicalId }: ResourceRow,
): Promise<void> {
  await write(run, (ctx) => ctx.table(resources).delete(stackId, logicalId));
  run.rows.delete(logicalId);
}

/** Deletes what was replaced; what cannot be is told and left. */
export async function removeReplaced(run: RunContext): Promise<void> {
  const { workplace, place, stack } = run;
  const { rows } = await workplace
    .context(place)
    .table(replaced)
    .list({ prefix: [stack.id] });
  const slots = new Slots(AT_A_TIME);
  await Promise.all(rows.map((row) => slots.within(() => removeOld(run, row))));
}

async function removeOld(
  run: RunContext,
  { stackId, logicalId, identifier, resource }: ReplacedRow,
): Promise<void> {
  const type = await run.typeOf(resource.type);
  const id = [
    run.operation.id,
    run.operation.phase,
    logicalId,
    identifier,
  ].join("/");
  const kept = resource.updateReplacePolicy === "Retain";
  const told = { ...resource, updatedAt: run.workplace.clock.now() };
  let status: ResourceRow["status"] = kept
    ? "DELETE_SKIPPED"
    : "DELETE_COMPLETE";
  let reason: string | undefined;
  if (!kept) {
    await write(run, (ctx) =>
      tellResource({ ...told, status: "DELETE_IN_PROGRESS" }, ctx),
    );
    try {
      await type?.delete(
        identifier,
        stepContext(run, { id, logicalId }),
        resource.properties,
      );
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      status = "DELETE_FAILED";
      reason = error.message;
    }
  }
  await write(run, async (ctx) => {
    await ctx.table(replaced).delete(stackId, logicalId, identifier);
    await tellResource(
      {
        ...told,
        status,
        ...(reason === undefined ? {} : { statusReason: reason }),
      },
      ctx,
    );
    await endResourceWork(id, ctx);
  });
}
