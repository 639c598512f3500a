import { Fault } from "../../../core/errors.ts";
import { signals, type SignalRow } from "../signals.ts";
import { stepContext, write, type RunContext } from "./run-context.ts";
import { tellResource } from "./stack-events.ts";
import type { BegunStep } from "./steps.ts";

/** Waits until as many have signalled as a creation policy counts. @throws Fault after one failure, or once it lasts too long */
export async function awaitSignals(
  run: RunContext,
  begun: BegunStep,
): Promise<void> {
  const { awaited, logicalId, step, updatedAt } = begun;
  if (!awaited) return;
  const { workplace, place } = run;
  const ctx = workplace.context(place);
  const endsAt = updatedAt + awaited.milliseconds;
  const told = new Map<string, SignalRow>();
  await stepContext(run, { id: step.id, logicalId }).until(async () => {
    const { rows } = await workplace
      .context(place)
      .table(signals)
      .list({ prefix: [step.id] });
    for (const row of rows)
      if (!told.has(row.uniqueId)) {
        told.set(row.uniqueId, row);
        await tell(run, begun, row);
      }
    return (
      told.size >= awaited.count ||
      rows.some(({ status }) => status === "FAILURE") ||
      ctx.now() > endsAt
    );
  });
  const failed = [...told.values()].find(({ status }) => status === "FAILURE");
  if (failed) throw new Fault("NotStabilized", receivedText(failed), 400);
  if (told.size < awaited.count)
    throw new Fault(
      "NotStabilized",
      `Failed to receive ${awaited.count - told.size} resource signal(s) within the specified duration`,
      400,
    );
}

const receivedText = ({ status, uniqueId }: SignalRow): string =>
  `Received ${status} signal with UniqueId ${uniqueId}`;

const tell = (run: RunContext, begun: BegunStep, row: SignalRow) =>
  write(run, (ctx) =>
    tellResource({ ...begun, statusReason: receivedText(row) }, ctx),
  );

/** Forgets what was told to a step that is over. */
export async function forgetSignals(
  run: RunContext,
  work: string,
): Promise<void> {
  await write(run, async (ctx) => {
    const { rows } = await ctx
      .aside()
      .table(signals)
      .list({ prefix: [work] });
    for (const { uniqueId } of rows)
      await ctx.table(signals).delete(work, uniqueId);
  });
}
