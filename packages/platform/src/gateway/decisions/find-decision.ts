import type { NeedsContext } from "../../core/context.ts";
import { callerNamed } from "./named-caller.ts";
import { subjectArn } from "./judged.ts";
import { keptDecisions, type KeptDecision } from "./tables.ts";

/** Which decision: one by its own or its request's id, or the newest of the account, or of a principal. */
export type Sought =
  | { readonly id: string }
  | { readonly last: true; readonly principal?: string };

/** Denials of the platform's own calls that are passed over for the newest. */
const PASSED_OVER = 50;

/** Finds a decision of the caller's account. */
export async function findDecision(
  sought: Sought,
  ctx: NeedsContext,
): Promise<KeptDecision | undefined> {
  const decisions = ctx.table(keptDecisions);
  if ("id" in sought) {
    const { id } = sought;
    const own = await decisions.get(id);
    if (own) return own;
    const { rows } = await decisions.list({
      index: "byRequest",
      prefix: [id],
      reverse: true,
      limit: 1,
    });
    return rows[0];
  }
  const { rows } = await decisions.list({
    ...(await ofPrincipal(sought.principal, ctx)),
    reverse: true,
    limit: PASSED_OVER,
  });
  // Whoever may not explain and tried to is not what the next one wants explained.
  return rows.find(({ operation }) => !operation.startsWith("gatehouse:"));
}

async function ofPrincipal(
  principal: string | undefined,
  ctx: NeedsContext,
): Promise<{ index?: string; prefix?: string[] }> {
  if (principal === undefined) return {};
  const caller = await callerNamed(principal, ctx);
  const arn = caller ? subjectArn(caller, ctx.accountId) : principal;
  return { index: "byPrincipal", prefix: [arn] };
}
