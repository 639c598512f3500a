import type { Context } from "../../core/context.ts";
import type { Found } from "./parameter.ts";
import { PARAMETERS } from "./put.ts";
import { parameters, versions } from "./tables.ts";

/** Deletes a parameter with all its versions. */
export async function remove(
  { parameter: { name, version, oldest, tier }, place }: Found,
  ctx: Context,
): Promise<void> {
  await ctx.table(parameters, place).delete(name);
  for (let each = oldest; each <= version; each += 1)
    await ctx.table(versions, place).delete(name, each);
  ctx.tally(PARAMETERS).add(-1, place.region, tier);
}
