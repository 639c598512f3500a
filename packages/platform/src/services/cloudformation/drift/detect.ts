import { randomUUID } from "node:crypto";
import type { Caller } from "../../../core/caller.ts";
import type { Context } from "../../../core/context.ts";
import { Fault } from "../../../core/errors.ts";
import { resourceContext } from "../../../core/resource-work.ts";
import type { Properties } from "../../../core/resource-type.ts";
import { resources, stacks, type ResourceRow } from "../tables.ts";
import { differencesOf } from "./differences.ts";
import { detections, drifts, type DriftRow } from "./tables.ts";

/** Looks at the resources of a stack, with the rights of whoever asked. */
export async function detect(
  { id }: { id: string; stackId: string },
  ctx: Context,
): Promise<void> {
  const detection = await ctx.table(detections).get(id);
  if (!detection || detection.status === "DETECTION_COMPLETE") return;
  const aside = ctx.aside();
  const { rows } = await aside
    .table(resources)
    .list({ prefix: [detection.stackId] });
  const wanted = rows.filter(
    ({ logicalId, identifier }) =>
      identifier !== undefined &&
      (detection.logicalIds?.includes(logicalId) ?? true),
  );
  let drifted = 0;
  for (const row of wanted) {
    const drift = await driftOf(row, detection.caller, aside);
    if (/MODIFIED|DELETED/.test(drift.status)) drifted++;
    await ctx.table(drifts).put(drift);
  }
  await ctx.table(detections).put({
    ...detection,
    status: "DETECTION_COMPLETE",
    driftStatus: drifted > 0 ? "DRIFTED" : "IN_SYNC",
    drifted,
  });
}

/** How one resource differs from what its stack made it. */
export async function driftOf(
  row: ResourceRow,
  as: Caller,
  ctx: Context,
): Promise<DriftRow> {
  const { stackId, logicalId, type, identifier = "", properties } = row;
  const found = await readNow(row, as, ctx);
  const actual = found === "unknown" ? {} : (found ?? {});
  const differences =
    found === "unknown" || !found ? [] : differencesOf(properties, found);
  return {
    stackId,
    logicalId,
    physicalId: row.physicalId ?? identifier,
    type,
    status:
      found === "unknown"
        ? "NOT_CHECKED"
        : !found
          ? "DELETED"
          : differences.length > 0
            ? "MODIFIED"
            : "IN_SYNC",
    expected: properties,
    actual: Object.fromEntries(
      Object.keys(properties).flatMap((name) =>
        Object.hasOwn(actual, name) ? [[name, actual[name]]] : [],
      ),
    ),
    differences,
    at: ctx.now(),
  };
}

async function readNow(
  {
    stackId,
    type: typeName,
    logicalId,
    identifier = "",
    attributes,
    properties,
  }: ResourceRow,
  as: Caller,
  ctx: Context,
): Promise<Properties | "unknown" | undefined> {
  const type = await ctx.platform.resourceTypes.find(typeName);
  if (!type) return "unknown";
  const stack = await ctx.table(stacks).get(stackId);
  const work = {
    id: randomUUID(),
    stackName: stack?.name ?? "",
    logicalId,
    as,
  };
  try {
    return await type.read(identifier, resourceContext(ctx, work), {
      ...attributes,
      ...properties,
    });
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return "unknown";
  }
}
