import { createHash } from "node:crypto";
import type { Context } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import { table } from "../../core/table.ts";

/** What a request with a client token has made. */
interface TokenRow {
  readonly operation: string;
  readonly token: string;
  /** SHA-256 of the request's other members. */
  readonly digest: string;
  readonly madeId: string;
  readonly madeAt: number;
}

const clientTokens = table<TokenRow>()({
  name: "ec2.clientTokens",
  scope: "region",
  key: ({ operation, token }) => [operation, token],
});

/** EC2 remembers a token for a day at least. */
const KEPT_MS = 86_400_000;

/**
 * The id of what the same request with the same token made before, for a request that is sent twice.
 * @throws Fault IdempotentParameterMismatch where the token came with another request
 */
export async function madeBefore(
  operation: string,
  input: { readonly ClientToken?: string | undefined },
  ctx: Context,
): Promise<string | undefined> {
  const { ClientToken } = input;
  if (ClientToken === undefined) return undefined;
  const row = await ctx.table(clientTokens).get(operation, ClientToken);
  if (!row || ctx.now() - row.madeAt > KEPT_MS) return undefined;
  if (row.digest !== digestOf(input))
    throw fault(
      "IdempotentParameterMismatch",
      "The request uses the same client token as a previous, but non-identical request.",
      400,
    );
  return row.madeId;
}

/** Remembers what a request with a token made. */
export async function remember(
  operation: string,
  input: { readonly ClientToken?: string | undefined },
  madeId: string,
  ctx: Context,
): Promise<void> {
  const { ClientToken: token } = input;
  if (token !== undefined)
    await ctx.table(clientTokens).put({
      operation,
      token,
      digest: digestOf(input),
      madeId,
      madeAt: ctx.now(),
    });
}

function digestOf(input: object): string {
  const members = Object.entries(input)
    .filter(([name, value]) => name !== "ClientToken" && value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(members)).digest("hex");
}
