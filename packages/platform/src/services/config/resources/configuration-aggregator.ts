import {
  DeleteConfigurationAggregatorCommand,
  DescribeConfigurationAggregatorsCommand,
  PutConfigurationAggregatorCommand,
  type ConfigurationAggregator,
  type PutConfigurationAggregatorCommandInput,
} from "@aws-sdk/client-config-service";
import { absentAs } from "../../../core/resource-absence.ts";
import { given } from "../../../core/resource-input.ts";
import { everyPage } from "../../../core/resource-pages.ts";
import { refuseExisting } from "../../../core/resource-refusals.ts";
import {
  regionalRow,
  resourceType,
  type Properties,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { schemaOf } from "./schemas.ts";
import { retag, tagsOf } from "./tags.ts";

const typeName = "AWS::Config::ConfigurationAggregator";
const gone = absentAs("NoSuchConfigurationAggregatorException");
const SOURCES = ["AccountAggregationSources", "OrganizationAggregationSource"];

/** What shows the compliance of several accounts; its name is its identifier. */
export const configurationAggregator = resourceType({
  typeName,
  schema: schemaOf(typeName),
  rows: { "config.aggregators": regionalRow((_place, name) => name) },

  async create(properties, ctx) {
    const name =
      (properties["ConfigurationAggregatorName"] as string | undefined) ??
      ctx.name({ most: 256 });
    await refuseExisting(
      typeName,
      name,
      ctx,
      async () => (await aggregatorOf(name, ctx)) !== undefined,
    );
    await put(name, given(properties, [...SOURCES, "Tags"]), ctx);
    return name;
  },

  async read(name, ctx) {
    const found = await aggregatorOf(name, ctx);
    if (!found) return undefined;
    const { ConfigurationAggregatorArn = "" } = found;
    return {
      ConfigurationAggregatorName: name,
      ConfigurationAggregatorArn,
      ...given(found as Properties, SOURCES),
      ...(await tagsOf(ConfigurationAggregatorArn, ctx)),
    };
  },

  async update(name, change, ctx) {
    await put(name, given(change.after, SOURCES), ctx);
    const { ConfigurationAggregatorArn = "" } =
      (await aggregatorOf(name, ctx)) ?? {};
    await retag(ConfigurationAggregatorArn, change, ctx);
  },

  async delete(ConfigurationAggregatorName, ctx) {
    await ctx
      .send(
        new DeleteConfigurationAggregatorCommand({
          ConfigurationAggregatorName,
        }),
      )
      .catch(gone);
  },

  list: (ctx) =>
    everyPage(async (NextToken) => {
      const page = await ctx.send(
        new DescribeConfigurationAggregatorsCommand(
          NextToken === undefined ? {} : { NextToken },
        ),
      );
      return {
        items: page.ConfigurationAggregators?.map(
          ({ ConfigurationAggregatorName = "" }) => ConfigurationAggregatorName,
        ),
        next: page.NextToken,
      };
    }),
});

async function put(
  ConfigurationAggregatorName: string,
  rest: Properties,
  ctx: ResourceContext,
): Promise<void> {
  await ctx.send(
    new PutConfigurationAggregatorCommand({
      ...rest,
      ConfigurationAggregatorName,
    } as PutConfigurationAggregatorCommandInput),
  );
}

async function aggregatorOf(
  name: string,
  ctx: ResourceContext,
): Promise<ConfigurationAggregator | undefined> {
  const found = await ctx
    .send(
      new DescribeConfigurationAggregatorsCommand({
        ConfigurationAggregatorNames: [name],
      }),
    )
    .catch(gone);
  return found?.ConfigurationAggregators?.[0];
}
