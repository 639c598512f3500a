import { randomInt } from "node:crypto";
import type { Context } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import { addresses } from "../../core/network/tables.ts";

/** EC2's quota of elastic addresses in a Region. */
const AT_MOST = 5;

/**
 * Blocks that are set aside for documentation (RFC 5737): nobody is reached by them, as nobody is reached
 * from outside by an elastic address here.
 */
const BLOCKS = ["198.51.100", "203.0.113"];

/** @throws Fault AddressLimitExceeded */
export async function freePublicAddress(ctx: Context): Promise<string> {
  const { rows } = await ctx.table(addresses).list();
  if (rows.length >= AT_MOST)
    throw fault(
      "AddressLimitExceeded",
      "The maximum number of addresses has been reached.",
      400,
    );
  const taken = new Set(rows.map(({ publicIp }) => publicIp));
  for (;;) {
    const block = BLOCKS[randomInt(BLOCKS.length)] ?? "";
    const address = `${block}.${randomInt(1, 255)}`;
    if (!taken.has(address)) return address;
  }
}
