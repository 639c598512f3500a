import {
  DeleteAggregationAuthorizationCommand,
  DescribeAggregationAuthorizationsCommand,
  PutAggregationAuthorizationCommand,
  type AggregationAuthorization,
  type PutAggregationAuthorizationCommandInput,
} from "@aws-sdk/client-config-service";
import { given } from "../../../core/resource-input.ts";
import { everyPage } from "../../../core/resource-pages.ts";
import { refuseExisting } from "../../../core/resource-refusals.ts";
import {
  regionalRow,
  resourceType,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { schemaOf } from "./schemas.ts";
import { retag, tagsOf } from "./tags.ts";

const typeName = "AWS::Config::AggregationAuthorization";
const SETTINGS = ["AuthorizedAccountId", "AuthorizedAwsRegion", "Tags"];

/** That another account's aggregators may look; its identifier is that account and its Region. */
export const aggregationAuthorization = resourceType({
  typeName,
  schema: schemaOf(typeName),
  rows: {
    "config.aggregation-authorizations": regionalRow(
      (_place, accountId, region) => `${accountId}|${region}`,
    ),
  },

  async create(properties, ctx) {
    const identifier = `${properties["AuthorizedAccountId"] as string}|${properties["AuthorizedAwsRegion"] as string}`;
    await refuseExisting(
      typeName,
      identifier,
      ctx,
      async () => (await authorizationOf(identifier, ctx)) !== undefined,
    );
    await ctx.send(
      new PutAggregationAuthorizationCommand(
        given(
          properties,
          SETTINGS,
        ) as object as PutAggregationAuthorizationCommandInput,
      ),
    );
    return identifier;
  },

  async read(identifier, ctx) {
    const found = await authorizationOf(identifier, ctx);
    if (!found) return undefined;
    const { CreationTime: _, ...properties } = found;
    const { AggregationAuthorizationArn: arn = "" } = properties;
    return { ...properties, ...(await tagsOf(arn, ctx)) };
  },

  async update(identifier, change, ctx) {
    const found = await authorizationOf(identifier, ctx);
    await retag(found?.AggregationAuthorizationArn ?? "", change, ctx);
  },

  async delete(identifier, ctx) {
    const [AuthorizedAccountId, AuthorizedAwsRegion] = identifier.split("|");
    await ctx.send(
      new DeleteAggregationAuthorizationCommand({
        AuthorizedAccountId,
        AuthorizedAwsRegion,
      }),
    );
  },

  list: async (ctx) => (await authorizationsAt(ctx)).map(identifierOf),
});

const identifierOf = ({
  AuthorizedAccountId,
  AuthorizedAwsRegion,
}: AggregationAuthorization): string =>
  `${AuthorizedAccountId}|${AuthorizedAwsRegion}`;

async function authorizationOf(
  identifier: string,
  ctx: ResourceContext,
): Promise<AggregationAuthorization | undefined> {
  const all = await authorizationsAt(ctx);
  return all.find((one) => identifierOf(one) === identifier);
}

function authorizationsAt(
  ctx: ResourceContext,
): Promise<readonly AggregationAuthorization[]> {
  return everyPage(async (NextToken) => {
    const page = await ctx.send(
      new DescribeAggregationAuthorizationsCommand(
        NextToken === undefined ? {} : { NextToken },
      ),
    );
    return { items: page.AggregationAuthorizations, next: page.NextToken };
  });
}
