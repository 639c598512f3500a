import type { Context } from "../../core/context.ts";
import type { FunctionReference } from "./function-reference.ts";
import { attach } from "./network/interfaces.ts";
import { provisioningChanged } from "./invocation/tables.ts";
import { hasSnapStart } from "./invocation/snap-start.ts";
import { newRevision } from "./revision.ts";
import {
  functions,
  versions,
  type FunctionRow,
  type VersionRow,
} from "./tables.ts";

/**
 * Makes a version of `$LATEST`. Where neither code nor configuration changed since the last one, that one
 * is the answer, as AWS has it.
 */
export async function publish(
  owner: FunctionRow,
  latest: VersionRow,
  description: string | undefined,
  { reference, ctx }: { reference: FunctionReference; ctx: Context },
): Promise<VersionRow> {
  const rows = ctx.table(versions, reference);
  const last =
    owner.nextVersion === FIRST
      ? undefined
      : await rows.get(owner.functionName, owner.nextVersion - 1);
  if (last && isSame(last, latest)) return last;

  const published: VersionRow = {
    ...latest,
    version: owner.nextVersion,
    settings: {
      ...latest.settings,
      Description: description ?? latest.settings.Description,
    },
    revisionId: newRevision(),
  };
  await rows.put(published);
  await attach(published, reference, ctx);
  await ctx
    .table(functions, reference)
    .put({ ...owner, nextVersion: owner.nextVersion + 1 });
  if (hasSnapStart(published)) {
    const { accountId, region, functionName } = reference;
    ctx.emit(provisioningChanged, { accountId, region, functionName });
  }
  return published;
}

const FIRST = 1;

/** Code, settings and layers alike, whatever their descriptions. */
function isSame(one: VersionRow, other: VersionRow): boolean {
  return essence(one) === essence(other);
}

function essence({ settings, code, layers }: VersionRow): string {
  const { Description: _, ...rest } = settings;
  const members = Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([members, code.sha256, layers.map(({ arn }) => arn)]);
}
