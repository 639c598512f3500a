import {
  DeleteMetricFilterCommand,
  DescribeMetricFiltersCommand,
  PutMetricFilterCommand,
  type MetricFilter,
  type MetricTransformation,
  type StandardUnit,
} from "@aws-sdk/client-cloudwatch-logs";
import { everyPage } from "../../../core/resource-pages.ts";
import { refuseExisting } from "../../../core/resource-refusals.ts";
import {
  regionalRow,
  resourceType,
  type Properties,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { absent } from "./absent.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::Logs::MetricFilter";

const LONGEST_NAME = 512;

/** A metric transformation as CloudFormation spells it. */
interface TransformationProperty {
  readonly MetricName: string;
  readonly MetricNamespace: string;
  readonly MetricValue: string;
  readonly DefaultValue?: number;
  readonly Unit?: StandardUnit;
  readonly Dimensions?: readonly {
    readonly Key: string;
    readonly Value: string;
  }[];
}

/** A filter that makes metrics of a group's events; its identifier is `group|filter`. */
export const metricFilter = resourceType({
  typeName,
  schema: schemaOf(typeName),
  rows: {
    "logs.metric-filters": regionalRow(
      (_place, group, filter) => `${group}|${filter}`,
    ),
  },

  async create(properties, ctx) {
    const logGroupName = properties["LogGroupName"] as string;
    const filterName = (properties["FilterName"] ??
      ctx.name({ most: LONGEST_NAME })) as string;
    const identifier = `${logGroupName}|${filterName}`;
    await refuseExisting(typeName, identifier, ctx, async () =>
      Boolean(await found(identifier, ctx)),
    );
    await put(identifier, properties, ctx);
    return identifier;
  },

  async read(identifier, ctx) {
    const filter = await found(identifier, ctx);
    return filter && shown(filter);
  },

  async update(identifier, { after }, ctx) {
    await put(identifier, after, ctx);
  },

  async delete(identifier, ctx) {
    await ctx
      .send(new DeleteMetricFilterCommand(namesIn(identifier)))
      .catch(absent);
  },

  list: (ctx) =>
    everyPage(async (nextToken) => {
      const page = await ctx.send(
        new DescribeMetricFiltersCommand(
          nextToken === undefined ? {} : { nextToken },
        ),
      );
      return {
        items: page.metricFilters?.map(
          ({ logGroupName, filterName }) => `${logGroupName}|${filterName}`,
        ),
        next: page.nextToken,
      };
    }),

  ref: (identifier) => namesIn(identifier).filterName,
});

/** No name of a log group has a bar in it. */
function namesIn(identifier: string): {
  logGroupName: string;
  filterName: string;
} {
  const [logGroupName = "", ...rest] = identifier.split("|");
  return { logGroupName, filterName: rest.join("|") };
}

async function found(
  identifier: string,
  ctx: ResourceContext,
): Promise<MetricFilter | undefined> {
  const { logGroupName, filterName } = namesIn(identifier);
  const page = await ctx
    .send(
      new DescribeMetricFiltersCommand({
        logGroupName,
        filterNamePrefix: filterName,
        limit: 1,
      }),
    )
    .catch(absent);
  return page?.metricFilters?.find((one) => one.filterName === filterName);
}

async function put(
  identifier: string,
  properties: Properties,
  ctx: ResourceContext,
): Promise<void> {
  const {
    FilterPattern,
    MetricTransformations,
    ApplyOnTransformedLogs,
    EmitSystemFieldDimensions,
    FieldSelectionCriteria,
  } = properties;
  await ctx.send(
    new PutMetricFilterCommand({
      ...namesIn(identifier),
      filterPattern: FilterPattern as string,
      metricTransformations: (
        MetricTransformations as TransformationProperty[]
      ).map(transformation),
      ...(ApplyOnTransformedLogs === undefined
        ? {}
        : { applyOnTransformedLogs: ApplyOnTransformedLogs as boolean }),
      ...(EmitSystemFieldDimensions === undefined
        ? {}
        : { emitSystemFieldDimensions: EmitSystemFieldDimensions as string[] }),
      ...(FieldSelectionCriteria === undefined
        ? {}
        : { fieldSelectionCriteria: FieldSelectionCriteria as string }),
    }),
  );
}

function transformation({
  MetricName,
  MetricNamespace,
  MetricValue,
  DefaultValue,
  Unit,
  Dimensions,
}: TransformationProperty): MetricTransformation {
  return {
    metricName: MetricName,
    metricNamespace: MetricNamespace,
    metricValue: MetricValue,
    ...(DefaultValue === undefined ? {} : { defaultValue: DefaultValue }),
    ...(Unit === undefined ? {} : { unit: Unit }),
    ...(Dimensions
      ? {
          dimensions: Object.fromEntries(
            Dimensions.map(({ Key, Value }) => [Key, Value]),
          ),
        }
      : {}),
  };
}

function shown({
  filterName,
  logGroupName,
  filterPattern,
  metricTransformations = [],
}: MetricFilter): Properties {
  return {
    FilterName: filterName,
    LogGroupName: logGroupName,
    FilterPattern: filterPattern,
    MetricTransformations: metricTransformations.map(
      ({ metricName, metricNamespace, metricValue, ...rest }) => ({
        MetricName: metricName,
        MetricNamespace: metricNamespace,
        MetricValue: metricValue,
        ...(rest.defaultValue === undefined
          ? {}
          : { DefaultValue: rest.defaultValue }),
        ...(rest.unit === undefined ? {} : { Unit: rest.unit }),
        ...(rest.dimensions
          ? {
              Dimensions: Object.entries(rest.dimensions).map(
                ([Key, Value]) => ({ Key, Value }),
              ),
            }
          : {}),
      }),
    ),
  };
}
