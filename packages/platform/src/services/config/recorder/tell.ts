import type { Context, Place } from "../../../core/context.ts";
import { channels, told } from "./tables.ts";

/** Has something published on the topic of a place's delivery channel; nothing where it has none. */
export async function tell(
  { accountId, region }: Place,
  notification: () => { readonly subject: string; readonly message: object },
  ctx: Context,
): Promise<void> {
  const { rows } = await ctx
    .table(channels, { accountId, region })
    .list({ limit: 1 });
  if (rows[0]?.topicArn !== undefined)
    ctx.emit(told, { accountId, region, ...notification() });
}
