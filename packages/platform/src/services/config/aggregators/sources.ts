import type { Context, Place } from "../../../core/context.ts";
import { Fault } from "../../../core/errors.ts";
import { accountsOf, administered } from "../organization/administrator.ts";
import { ORGANIZATION_SERVICE } from "../organization/tables.ts";
import { recordings } from "../recorder/tables.ts";
import { existingAggregator } from "./aggregators.ts";
import { authorizations, type AggregatorRow } from "./tables.ts";

/** A place that an aggregator looks at, or why it may not. */
export interface Source {
  readonly place: Place;
  readonly kind: "ACCOUNT" | "ORGANIZATION";
  readonly refused?: { readonly code: string; readonly message: string };
}

/** Narrows sources down; the API calls the Region by either name. */
interface SourceFilter {
  readonly AccountId?: string | undefined;
  readonly Region?: string | undefined;
  readonly AwsRegion?: string | undefined;
}

/** The places whose data an aggregator of the caller's shows. @throws Fault NoSuchConfigurationAggregatorException */
export async function placesOf(
  name: string,
  ctx: Context,
  { AccountId, Region, AwsRegion = Region }: SourceFilter = {},
): Promise<readonly Place[]> {
  const sources = await sourcesOf(await existingAggregator(name, ctx), ctx);
  return sources
    .filter(({ refused }) => !refused)
    .map(({ place }) => place)
    .filter(
      ({ accountId, region }) =>
        (AccountId ?? accountId) === accountId &&
        (AwsRegion ?? region) === region,
    );
}

/** Every place that an aggregator is to look at, as things stand now. */
export async function sourcesOf(
  { accounts, organization }: AggregatorRow,
  ctx: Context,
): Promise<readonly Source[]> {
  const found: Source[] = [];
  for (const accountId of accounts?.AccountIds ?? [])
    for (const region of await regionsOf(accountId, accounts, ctx)) {
      const place = { accountId, region };
      const refused = (await isAuthorized(place, ctx))
        ? {}
        : { refused: CLOSED };
      found.push({ place, kind: "ACCOUNT", ...refused });
    }
  if (organization)
    for (const accountId of await members(ctx))
      for (const region of await regionsOf(accountId, organization, ctx))
        found.push({ place: { accountId, region }, kind: "ORGANIZATION" });
  return found;
}

const CLOSED = {
  code: "AuthorizationRequired",
  message:
    "The source account has not authorized the aggregator account in this Region.",
};

/** Accounts without a recorder have nothing to show: all Regions are those in which one records, and the aggregator's. */
async function regionsOf(
  accountId: string,
  {
    AllAwsRegions,
    AwsRegions = [],
  }: {
    AllAwsRegions?: boolean | undefined;
    AwsRegions?: string[] | undefined;
  } = {},
  ctx: Context,
): Promise<readonly string[]> {
  if (!AllAwsRegions) return AwsRegions;
  const { rows } = await ctx.table(recordings).list({ prefix: [accountId] });
  return [...new Set([ctx.region, ...rows.map(({ region }) => region)])];
}

async function isAuthorized(source: Place, ctx: Context): Promise<boolean> {
  const { accountId, region } = ctx;
  return (
    source.accountId === accountId ||
    (await ctx.table(authorizations, source).get(accountId, region)) !==
      undefined
  );
}

/** None where the aggregator's account speaks for no organization any more. */
async function members(ctx: Context): Promise<readonly string[]> {
  try {
    return await accountsOf(await administered(ctx, ORGANIZATION_SERVICE), ctx);
  } catch (error) {
    if (error instanceof Fault) return [];
    throw error;
  }
}
