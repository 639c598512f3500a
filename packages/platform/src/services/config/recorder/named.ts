import type { NeedsContext } from "../../../core/context.ts";
import type { Need } from "../../../core/operation.ts";
import { needOn } from "../tags.ts";
import { recorderArnOf, recorders } from "./tables.ts";

interface Naming {
  readonly ConfigurationRecorderNames?: readonly string[] | undefined;
  readonly Arn?: string | undefined;
}

/** The names of the recorders a request is about; undefined for all. */
export function wantedNames({
  ConfigurationRecorderNames,
  Arn,
}: Naming): readonly string[] | undefined {
  return Arn === undefined
    ? ConfigurationRecorderNames
    : [Arn.split("/")[1] ?? ""];
}

/** The permissions on all recorders that a request is about. */
export async function needsOnRecorders(
  action: `config:${string}`,
  input: Naming,
  ctx: NeedsContext,
): Promise<readonly Need[]> {
  const { rows } = await ctx.table(recorders).list();
  const names = wantedNames(input) ?? rows.map(({ name }) => name);
  const named = names.length > 0 ? names : ["*"];
  return Promise.all(
    named.map((name) => needOn(action, recorderArnOf(ctx, name), ctx)),
  );
}
