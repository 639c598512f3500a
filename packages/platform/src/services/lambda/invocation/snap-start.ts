import type { Context } from "../../../core/context.ts";
import type { FunctionReference } from "../function-reference.ts";
import { LATEST, versions, type VersionRow } from "../tables.ts";

/** Whether a version is initialized ahead of its calls: SnapStart applies to published versions only. */
export function hasSnapStart({ version, settings }: VersionRow): boolean {
  return (
    version !== LATEST && settings.SnapStart?.ApplyOn === "PublishedVersions"
  );
}

/** The published versions of a function that are. */
export async function snapStartVersions(
  reference: FunctionReference,
  ctx: Pick<Context, "table">,
): Promise<readonly number[]> {
  const { rows } = await ctx
    .table(versions, reference)
    .list({ prefix: [reference.functionName] });
  return rows.filter(hasSnapStart).map(({ version }) => version);
}
