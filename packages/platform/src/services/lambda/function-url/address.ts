import { lookup } from "node:dns/promises";
import type { Context, Place } from "../../../core/context.ts";
import {
  FUNCTION_URLS_PATH,
  FUNCTION_URL_LABEL,
} from "../../../core/function-url.ts";

/**
 * Under which URL the caller reaches a function from where it reaches the platform. Behind the loopback that is a
 * host of its own, as on AWS, where this machine finds names below `localhost`; else, and behind any other name or
 * address, a path of the platform's own host: no client needs any name but the one that it used already.
 */
export async function functionUrl(
  urlId: string,
  { region }: Pick<Place, "region">,
  ctx: Pick<Context, "request" | "platform">,
): Promise<string> {
  const origin = ctx.request.origin || ctx.platform.endpoint();
  const { protocol, hostname, port, host } = new URL(origin);
  if (LOOPBACK.test(hostname) && (await findsNamesBelowLocalhost()))
    return `${protocol}//${urlId}.${FUNCTION_URL_LABEL}.${region}.localhost${port && `:${port}`}/`;
  return `${protocol}//${host}${FUNCTION_URLS_PATH}${urlId}/`;
}

const LOOPBACK = /^(127(\.\d+){3}|\[::1\]|([a-z0-9-]+\.)*localhost)$/i;

let found: Promise<boolean> | undefined;

/** Many systems resolve every name below `localhost` (RFC 6761), some do not; asked once. */
function findsNamesBelowLocalhost(): Promise<boolean> {
  return (found ??= lookup(`a.${FUNCTION_URL_LABEL}.localhost`).then(
    ({ address }) => LOOPBACK.test(address) || address === "::1",
    () => false,
  ));
}
