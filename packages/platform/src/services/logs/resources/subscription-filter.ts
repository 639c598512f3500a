import {
  DeleteSubscriptionFilterCommand,
  DescribeSubscriptionFiltersCommand,
  PutSubscriptionFilterCommand,
  type Distribution,
  type SubscriptionFilter,
} from "@aws-sdk/client-cloudwatch-logs";
import { refuseExisting } from "../../../core/resource-refusals.ts";
import {
  regionalRow,
  resourceType,
  type Properties,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { absent } from "./absent.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::Logs::SubscriptionFilter";

const LONGEST_NAME = 512;

/** Who gets a group's events as they come; its identifier is `filter|group`. */
export const subscriptionFilter = resourceType({
  typeName,
  schema: schemaOf(typeName),
  rows: {
    "logs.subscription-filters": regionalRow(
      (_place, group, filter) => `${filter}|${group}`,
    ),
  },

  async create(properties, ctx) {
    const logGroupName = properties["LogGroupName"] as string;
    const filterName = (properties["FilterName"] ??
      ctx.name({ most: LONGEST_NAME })) as string;
    const identifier = `${filterName}|${logGroupName}`;
    await refuseExisting(typeName, identifier, ctx, async () =>
      Boolean(await found(identifier, ctx)),
    );
    await put(identifier, properties, ctx);
    return identifier;
  },

  async read(identifier, ctx) {
    const filter = await found(identifier, ctx);
    return (
      filter && {
        FilterName: filter.filterName,
        LogGroupName: filter.logGroupName,
        FilterPattern: filter.filterPattern,
        DestinationArn: filter.destinationArn,
        Distribution: filter.distribution,
      }
    );
  },

  async update(identifier, { after }, ctx) {
    await put(identifier, after, ctx);
  },

  async delete(identifier, ctx) {
    await ctx
      .send(new DeleteSubscriptionFilterCommand(namesIn(identifier)))
      .catch(absent);
  },

  ref: (identifier) => namesIn(identifier).filterName,
});

/** No name of a log group has a bar in it. */
function namesIn(identifier: string): {
  logGroupName: string;
  filterName: string;
} {
  const bar = identifier.lastIndexOf("|");
  return {
    filterName: identifier.slice(0, bar),
    logGroupName: identifier.slice(bar + 1),
  };
}

async function found(
  identifier: string,
  ctx: ResourceContext,
): Promise<SubscriptionFilter | undefined> {
  const { logGroupName, filterName } = namesIn(identifier);
  const page = await ctx
    .send(
      new DescribeSubscriptionFiltersCommand({
        logGroupName,
        filterNamePrefix: filterName,
        limit: 1,
      }),
    )
    .catch(absent);
  return page?.subscriptionFilters?.find(
    (one) => one.filterName === filterName,
  );
}

async function put(
  identifier: string,
  properties: Properties,
  ctx: ResourceContext,
): Promise<void> {
  const {
    FilterPattern,
    DestinationArn,
    RoleArn,
    Distribution: distribution,
    ApplyOnTransformedLogs,
    EmitSystemFields,
    FieldSelectionCriteria,
  } = properties;
  await ctx.send(
    new PutSubscriptionFilterCommand({
      ...namesIn(identifier),
      filterPattern: FilterPattern as string,
      destinationArn: DestinationArn as string,
      ...(RoleArn === undefined ? {} : { roleArn: RoleArn as string }),
      ...(distribution === undefined
        ? {}
        : { distribution: distribution as Distribution }),
      ...(ApplyOnTransformedLogs === undefined
        ? {}
        : { applyOnTransformedLogs: ApplyOnTransformedLogs as boolean }),
      ...(EmitSystemFields === undefined
        ? {}
        : { emitSystemFields: EmitSystemFields as string[] }),
      ...(FieldSelectionCriteria === undefined
        ? {}
        : { fieldSelectionCriteria: FieldSelectionCriteria as string }),
    }),
  );
}
