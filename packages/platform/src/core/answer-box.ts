import { createHmac, timingSafeEqual } from "node:crypto";
import type { NeedsContext, PlatformFacts } from "./context.ts";
import { table } from "./table.ts";

/** The path under which the gateway takes answers from whoever holds a signed address. */
export const ANSWERS = "/_gatehouse/answers/";

/** Bytes of one answer; CloudFormation takes 4,096 from a custom resource. */
export const LARGEST_ANSWER = 16_384;

/** What somebody without credentials answered. */
export interface AnswerRow {
  readonly box: string;
  /** In the order of time. */
  readonly id: string;
  readonly text: string;
}

export const answers = table<AnswerRow>()({
  name: "core.answers",
  scope: "global",
  key: ({ box, id }) => [box, id],
});

/**
 * An address to which answers may be put without credentials, as the presigned S3 addresses that CloudFormation hands
 * to custom resources and wait conditions. @param expiresAt milliseconds since the epoch, by the platform's clock
 */
export function answerUrl(
  box: string,
  expiresAt: number,
  { endpoint, secret }: Pick<PlatformFacts, "endpoint" | "secret">,
): string {
  const expires = String(expiresAt);
  const query = new URLSearchParams({
    expires,
    signature: signatureOf(box, expires, secret),
  });
  return `${endpoint()}${ANSWERS}${encodeURIComponent(box)}?${query.toString()}`;
}

/** The box of an address; undefined where the address is not ours, was changed or has expired. */
export function openBox(
  url: URL,
  secret: Buffer,
  now: number,
): string | undefined {
  const box = decoded(url.pathname.slice(ANSWERS.length));
  const expires = url.searchParams.get("expires") ?? "";
  const given = Buffer.from(url.searchParams.get("signature") ?? "");
  const expected = Buffer.from(signatureOf(box, expires, secret));
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    return undefined;
  return now < Number(expires) ? box : undefined;
}

/** What was answered so far, the oldest first. */
export async function answersIn(
  box: string,
  ctx: Pick<NeedsContext, "table">,
): Promise<readonly string[]> {
  const { rows } = await ctx.table(answers).list({ prefix: [box] });
  return rows.map(({ text }) => text);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

function signatureOf(box: string, expires: string, secret: Buffer): string {
  return createHmac("sha256", secret)
    .update(`answer\n${box}\n${expires}`)
    .digest("hex");
}
