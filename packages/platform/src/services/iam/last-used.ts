import type { Context } from "../../core/context.ts";
import { lastUses } from "../../core/identity/last-uses.ts";
import type { AccessKey, Role } from "../../core/identity/tables.ts";
import { wholeSeconds } from "./whole-seconds.ts";

/** When a key was used last, to the minute; `N/A` stands for never, as in IAM. */
export async function keyLastUsed({ accessKeyId }: AccessKey, ctx: Context) {
  const use = await ctx.table(lastUses).get(accessKeyId);
  return use
    ? {
        LastUsedDate: wholeSeconds(use.at),
        ServiceName: use.service,
        Region: use.region,
      }
    : { LastUsedDate: undefined, ServiceName: "N/A", Region: "N/A" };
}

/** When a role was used last, to the minute; empty for never. */
export async function roleLastUsed({ roleId }: Role, ctx: Context) {
  const use = await ctx.table(lastUses).get(roleId);
  return use ? { LastUsedDate: wholeSeconds(use.at), Region: use.region } : {};
}
