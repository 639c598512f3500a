import {
  InvalidInputException,
  LimitExceededException,
  NoSuchEntityException,
} from "@aws-sdk/client-iam";
import { globalArn, parseArn } from "../../core/arn.ts";
import type { Context, NeedsContext } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import {
  oidcProviders,
  type OidcProvider,
} from "../../core/identity/tables.ts";
import { allow, type Need } from "../../core/operation.ts";
import { resourceTagKeys } from "../../core/tag-keys.ts";

const CLIENTS_AT_MOST = 100;
const THUMBPRINTS_AT_MOST = 5;

/** The issuer that a URL names. HTTPS, as OpenID Connect has it; plain HTTP only on the loopback. @throws Fault InvalidInput */
export function issuerIn(url: string): Pick<OidcProvider, "issuer" | "scheme"> {
  const { protocol, hostname, search, hash, username } = URL.canParse(url)
    ? new URL(url)
    : ({} as Partial<URL>);
  const local = hostname === "localhost" || hostname === "127.0.0.1";
  const scheme = protocol === "https:" ? "https" : "http";
  if (
    (protocol !== "https:" && !(protocol === "http:" && local)) ||
    [search, hash, username].some((part) => part !== "")
  )
    throw fault(InvalidInputException, "Invalid Open ID Connect Provider URL");
  return { scheme, issuer: url.replace(/^\w+:\/\//, "").replace(/\/$/, "") };
}

export function providerArn(ctx: NeedsContext, issuer: string): string {
  return globalArn("iam", ctx.accountId, `oidc-provider/${issuer}`);
}

/** The permission to do something with a provider. */
export async function onProvider(
  action: string,
  arn: string,
  ctx: NeedsContext,
  keys?: Need["keys"],
): Promise<[Need]> {
  const provider = await ctx.table(oidcProviders).get(issuerOf(arn));
  return [
    allow(`iam:${action}`, arn, {
      ...resourceTagKeys(provider?.arn === arn ? provider.tags : undefined),
      ...keys,
    }),
  ];
}

/** A provider of the caller's account. @throws Fault NoSuchEntity */
export async function ownProvider(
  arn: string,
  ctx: Context,
): Promise<OidcProvider> {
  const provider = await ctx.table(oidcProviders).get(issuerOf(arn));
  if (provider?.arn !== arn)
    throw fault(
      NoSuchEntityException,
      `OpenIDConnect Provider not found for arn ${arn}`,
    );
  return provider;
}

/** @throws Fault LimitExceeded */
export function checkedClients(clientIds: readonly string[]): string[] {
  const distinct = [...new Set(clientIds)];
  if (distinct.length > CLIENTS_AT_MOST)
    throw fault(
      LimitExceededException,
      `Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: ${CLIENTS_AT_MOST}`,
    );
  return distinct;
}

/** @throws Fault InvalidInput */
export function checkedThumbprints(thumbprints: readonly string[]): string[] {
  if (thumbprints.length > THUMBPRINTS_AT_MOST)
    throw fault(
      InvalidInputException,
      `Thumbprint list must contain fewer than ${THUMBPRINTS_AT_MOST + 1} entries.`,
    );
  if (thumbprints.some((one) => !/^[0-9a-fA-F]{40}$/.test(one)))
    throw fault(
      InvalidInputException,
      "Thumbprints must be 40 hexadecimal digits.",
    );
  return thumbprints.map((one) => one.toLowerCase());
}

const issuerOf = (arn: string): string =>
  (parseArn(arn)?.resource ?? "").replace(/^oidc-provider\//, "");
