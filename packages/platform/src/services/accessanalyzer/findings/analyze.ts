import type { Context } from "../../../core/context.ts";
import { outsideAccess } from "../external/scan.ts";
import type { AnalyzerRow, FindingRow } from "../tables.ts";
import { unusedAccess } from "../unused/scan.ts";
import { reconcile } from "./reconcile.ts";

/** Days that AWS takes where an analyzer names none. */
const AGE = 90;
const DAY = 86_400_000;

/** Lets an analyzer look at the account as it is now. */
export async function analyze(
  analyzer: AnalyzerRow,
  ctx: Context,
): Promise<readonly FindingRow[]> {
  // What is looked at changes all the time: read aside, it cannot make this unit begin again.
  const view = ctx.aside();
  const found =
    analyzer.type === "ACCOUNT"
      ? await outsideAccess(ctx)
      : await unusedAccess(
          ctx.now() - (analyzer.unusedAccessAge ?? AGE) * DAY,
          view,
        );
  return reconcile(analyzer, found, ctx);
}
