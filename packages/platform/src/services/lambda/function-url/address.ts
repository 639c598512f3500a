import { lookup } from "node:dns/promises";
import type { Context, Place } from "../../../core/context.ts";
import {
  FUNCTION_URLS_PATH,
  FUNCTION_URL_LABEL,
} from "../../../core/function-url.ts";

/**
 * Under which URL the caller reaches a function from where it reaches the platform: a host of its own, as on AWS,
 * below the domain that is set for it, or below `localhost` where this machine finds such names; else a path of the
 * host by which the caller came, for which no client needs another name.
 */
export async function functionUrl(
  urlId: string,
  { region }: Pick<Place, "region">,
  ctx: Pick<Context, "request" | "platform">,
): Promise<string> {
  const { origin } = ctx.request;
  const { protocol, hostname, port, host } = new URL(
    URL.canParse(origin) ? origin : ctx.platform.endpoint(),
  );
  const domain =
    ctx.platform.urlDomain ??
    (LOOPBACK.test(hostname) && (await findsNamesBelowLocalhost())
      ? "localhost"
      : undefined);
  return domain === undefined
    ? `${protocol}//${host}${FUNCTION_URLS_PATH}${urlId}/`
    : `${protocol}//${urlId}.${FUNCTION_URL_LABEL}.${region}.${domain}${port && `:${port}`}/`;
}

const LOOPBACK = /^(127(\.\d+){3}|\[::1\]|([a-z0-9-]+\.)*localhost)$/i;

let found: Promise<boolean> | undefined;

/** Many systems resolve every name below `localhost` (RFC 6761), some do not; asked once. */
function findsNamesBelowLocalhost(): Promise<boolean> {
  return (found ??= lookup(`a.${FUNCTION_URL_LABEL}.localhost`).then(
    ({ address }) => address === "::1" || LOOPBACK.test(address),
    () => false,
  ));
}
