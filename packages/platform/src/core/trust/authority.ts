import {
  certificatesFromPem,
  createAuthority,
  renewSubordinate,
  trustRootsFromPem,
  type Authority,
  type TrustRoot,
} from "@gatehouse/signing";
import type { Context } from "../context.ts";
import { authorities, INSTALLATION } from "./tables.ts";

const DAY = 86_400_000;
/** A signer's certificate lives three days: the subordinate that issues it must outlast that. */
const RENEW_BEFORE = 30 * DAY;

type TrustContext = Pick<Context, "table" | "now">;

/**
 * The installation's authority, able to issue signers now: founded at its first use, its subordinate
 * renewed before it ends. Writes with the unit of work of `ctx`.
 */
export async function signingAuthority(ctx: TrustContext): Promise<Authority> {
  const rows = ctx.table(authorities);
  const row = await rows.get(INSTALLATION);
  const now = new Date(ctx.now());
  if (!row) {
    const authority = createAuthority({ name: "Gatehouse", now });
    await rows.put({ id: INSTALLATION, authority, createdAt: ctx.now() });
    return authority;
  }
  if (subordinateEnds(row.authority) - ctx.now() > RENEW_BEFORE)
    return row.authority;
  const authority = renewSubordinate(row.authority, now);
  await rows.put({ ...row, authority });
  return authority;
}

/** The roots that this installation trusts: its own, once anything was signed by it, and those of the settings. */
export async function trustedRoots(
  ctx: Pick<Context, "table" | "platform">,
): Promise<readonly TrustRoot[]> {
  return [...(await ownRoots(ctx)), ...ctx.platform.trustRoots];
}

/** The root of the installation's own authority. */
export async function ownRoots(
  ctx: Pick<Context, "table">,
): Promise<readonly TrustRoot[]> {
  const row = await ctx.table(authorities).get(INSTALLATION);
  if (!row) return [];
  const known = parsed.get(row);
  if (known) return known;
  const reading = trustRootsFromPem(row.authority.root.certificatePem, {
    requireFraming: true,
  });
  if (!reading.ok)
    throw new Error(
      `The installation's root cannot be read: ${reading.message}`,
    );
  parsed.set(row, reading.roots);
  return reading.roots;
}

/** Stored rows are frozen and shared, so a row stands for its parsed form. */
const parsed = new WeakMap<object, readonly TrustRoot[]>();

function subordinateEnds({ subordinate }: Authority): number {
  const [certificate] = certificatesFromPem(subordinate.certificatePem);
  return certificate?.notAfter.getTime() ?? 0;
}
