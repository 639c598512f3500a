import { compileGlob } from "./glob.ts";
import type { PlainToken } from "./tokens.ts";
import { ANY_RUN } from "./tokens.ts";
import type { Verdict } from "./verdict.ts";

/** The names of an ARN's six colon-delimited segments, in order. */
export const ARN_SEGMENTS = [
  "arn",
  "partition",
  "service",
  "region",
  "account",
  "resource",
] as const;

/** Splits an ARN at its first five colons; `undefined` for anything that is not an ARN. */
export function splitArn(text: string): string[] | undefined {
  const segments: string[] = [];
  let from = 0;
  for (let n = 0; n < 5; n += 1) {
    const colon = text.indexOf(":", from);
    if (colon < 0) return undefined;
    segments.push(text.slice(from, colon));
    from = colon + 1;
  }
  segments.push(text.slice(from));
  return segments[0] === "arn" ? segments : undefined;
}

/**
 * Compiles an ArnLike pattern: each of the six segments is matched by itself, so a `*` never crosses into the next
 * (AWS: "Each of the six colon-delimited components of the ARN is checked separately"). A lone `*` is any ARN.
 * In doubt when the pattern or the value is no ARN.
 */
export function compileArnGlob(
  tokens: readonly PlainToken[],
): (value: string) => Verdict {
  if (
    tokens.includes(ANY_RUN) &&
    tokens.every((t) => t === ANY_RUN || t === "")
  )
    return (value) => splitArn(value) !== undefined || undefined;
  const segments = splitTokens(tokens);
  if (segments.length < 6) return () => undefined;
  const globs = segments.map(compileGlob);
  return (value) => {
    const parts = splitArn(value);
    if (!parts) return undefined;
    return globs.every((glob, i) => glob(parts[i]!));
  };
}

function splitTokens(tokens: readonly PlainToken[]): PlainToken[][] {
  const segments: PlainToken[][] = [[]];
  for (const token of tokens) {
    if (typeof token !== "string") {
      segments.at(-1)!.push(token);
      continue;
    }
    const pieces = token.split(":");
    const room = 6 - segments.length;
    const [first, ...others] =
      pieces.length > room + 1
        ? [...pieces.slice(0, room), pieces.slice(room).join(":")]
        : pieces;
    segments.at(-1)!.push(first!);
    for (const piece of others) segments.push([piece]);
  }
  return segments;
}
