import type { ResourceRow } from "../tables.ts";
import { forgetSignals } from "./await-signals.ts";
import type { RunContext } from "./run-context.ts";
import {
  CANCELLED,
  carryOut,
  fail,
  hasBegun,
  type BegunStep,
} from "./steps.ts";

/**
 * A resource without the step that an earlier phase or operation left behind: it is done to its end, so that it is known
 * what there is. A creation policy is not waited for, and of what was not begun nothing is made.
 */
export async function settled(
  run: RunContext,
  row: ResourceRow,
): Promise<ResourceRow> {
  const { step, awaited, ...rest } = row;
  const type = await run.typeOf(row.type);
  if (!step || step.kind === "delete" || !type) return row;
  const begun: BegunStep = {
    ...rest,
    step,
    status: row.status.replace(
      "_FAILED",
      "_IN_PROGRESS",
    ) as ResourceRow["status"],
  };
  if (awaited) await forgetSignals(run, step.id);
  if (await hasBegun(run, begun)) await carryOut(run, begun, type);
  else await fail(run, begun, CANCELLED[step.kind]);
  return run.rows.get(row.logicalId) ?? row;
}
