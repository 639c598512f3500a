import type { Provisioned } from "@gatehouse/sandbox";
import type { Context, Place } from "../../../../core/context.ts";
import type { Workplace } from "../../../../core/workplace.ts";
import {
  referenceTo,
  type FunctionReference,
} from "../../function-reference.ts";
import { versionName } from "../../configuration.ts";
import { aliases, functions, versions } from "../../tables.ts";
import { prepare } from "../prepare.ts";
import { snapStartVersions } from "../snap-start.ts";
import { runnerOf } from "../runner.ts";
import { provisionedConcurrency } from "../tables.ts";
import { provisionedRows } from "./rows.ts";
import { countsOf, sharesOf, type Share } from "./shares.ts";

/** What is set for a function, spread over its versions. */
export async function sharesOfFunction(
  reference: FunctionReference,
  ctx: Pick<Context, "table">,
): Promise<readonly Share[]> {
  const rows = await provisionedRows(reference, ctx);
  if (rows.length === 0) return [];
  const named = await ctx
    .table(aliases, reference)
    .list({ prefix: [reference.functionName] });
  return sharesOf(rows, named.rows);
}

/** Has the sandbox keep ready what is set, and end what no longer is. */
export async function provide(
  { functionName, ...place }: Place & { functionName: string },
  ctx: Context,
): Promise<void> {
  const aside = ctx.aside();
  const whole = referenceTo(place, functionName);
  const owner = await aside.table(functions, whole).get(functionName);
  const counts = countsOf(await sharesOfFunction(whole, aside));
  for (const version of await snapStartVersions(whole, aside))
    counts.set(version, Math.max(1, counts.get(version) ?? 0));
  const { provisioned, sandbox } = runnerOf(ctx.platform, ctx.now);
  for (const [arn, standing] of provisioned)
    if (
      standing.functionArn === whole.functionArn &&
      !counts.has(standing.version)
    ) {
      provisioned.delete(arn);
      void sandbox.provision(standing.spec, 0).catch(() => undefined);
    }
  for (const [number, count] of counts) {
    const version = await aside
      .table(versions, whole)
      .get(functionName, number);
    if (!owner || !version) continue;
    const reference = referenceTo(place, functionName, versionName(number));
    const spec = await prepare({ reference, owner, version }, aside);
    provisioned.set(reference.arn, {
      functionArn: whole.functionArn,
      version: number,
      spec,
    });
    // How it goes on is asked of the sandbox; what fails to start is tried again there.
    void sandbox.provision(spec, count).catch(() => undefined);
  }
}

/** Provides at the start what an earlier process had provided. */
async function provideAll(workplace: Workplace): Promise<void> {
  const everywhere = workplace.context({ accountId: "", region: "" });
  const { rows } = await everywhere.table(provisionedConcurrency).list();
  const known = new Set<string>();
  for (const { accountId, region, functionName } of rows) {
    const name = `${accountId} ${region} ${functionName}`;
    if (known.has(name)) continue;
    known.add(name);
    const place = { accountId, region };
    await provide({ ...place, functionName }, workplace.context(place)).catch(
      (error: unknown) =>
        workplace.report(
          `Provisioned concurrency of ${functionName} could not be provided.`,
          error,
        ),
    );
  }
}

/** Begins it, without anybody waiting. */
export function resumeProvisions(workplace: Workplace): void {
  provideAll(workplace).catch((error: unknown) =>
    workplace.report("Provisioned concurrency could not be read.", error),
  );
}

/** How a version's environments stand; undefined where none are provisioned in this process. */
export function standingOf(
  reference: Place & { functionName: string },
  version: number,
  ctx: Context,
): Provisioned | undefined {
  const { arn } = referenceTo(
    reference,
    reference.functionName,
    versionName(version),
  );
  const { provisioned, sandbox } = runnerOf(ctx.platform, ctx.now);
  const standing = provisioned.get(arn);
  return standing && sandbox.provisioned(standing.spec.key);
}
