import {
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  GetEventSourceMappingCommand,
  ListEventSourceMappingsCommand,
  ListTagsCommand,
  UpdateEventSourceMappingCommand,
  type CreateEventSourceMappingCommandInput,
  type EventSourceMappingConfiguration,
} from "@aws-sdk/client-lambda";
import { changedMembers, given } from "../../../core/resource-input.ts";
import { everyPage } from "../../../core/resource-pages.ts";
import { tagMap, tagProperty } from "../../../core/resource-tags.ts";
import {
  regionalRow,
  resourceType,
  type Properties,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { mappingArn } from "../event-sources/mapping.ts";
import { absent, unseen } from "./absent.ts";
import { retag } from "./retag.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::Lambda::EventSourceMapping";

/** Where an update goes back to for what the template no longer gives; the service refuses what it does not build. */
const RESTS = {
  AmazonManagedKafkaEventSourceConfig: {},
  BatchSize: 10,
  BisectBatchOnFunctionError: undefined,
  DestinationConfig: {},
  DocumentDBEventSourceConfig: {},
  Enabled: true,
  FilterCriteria: {},
  FunctionName: undefined,
  FunctionResponseTypes: [],
  KMSKeyArn: undefined,
  LoggingConfig: {},
  MaximumBatchingWindowInSeconds: 0,
  MaximumRecordAgeInSeconds: undefined,
  MaximumRetryAttempts: undefined,
  MetricsConfig: { Metrics: [] },
  ParallelizationFactor: undefined,
  ProvisionedPollerConfig: {},
  ScalingConfig: {},
  SelfManagedKafkaEventSourceConfig: {},
  SourceAccessConfigurations: [],
  TumblingWindowInSeconds: undefined,
};

const AT_CREATION = [
  "EventSourceArn",
  "Queues",
  "SelfManagedEventSource",
  "StartingPosition",
  "StartingPositionTimestamp",
  "Topics",
];

export const eventSourceMapping = resourceType({
  typeName,
  schema: schemaOf(typeName),
  rows: {
    "lambda.event-source-mappings": regionalRow((_place, uuid) => uuid),
  },

  async create(properties, ctx) {
    const Tags = tagMap(properties["Tags"]);
    const { UUID = "" } = await ctx.send(
      new CreateEventSourceMappingCommand({
        ...given(asMembers(properties), [
          ...Object.keys(RESTS),
          ...AT_CREATION,
        ]),
        ...(Object.keys(Tags).length > 0 ? { Tags } : {}),
      } as unknown as CreateEventSourceMappingCommandInput),
    );
    await untilSettled(UUID, ctx);
    return UUID;
  },

  async read(UUID, ctx) {
    const found = await find(UUID, ctx);
    if (!found || found.State === "Deleting") return undefined;
    const tags = await ctx
      .send(new ListTagsCommand({ Resource: mappingArn(ctx, UUID) }))
      .catch(unseen);
    return { ...shown(UUID, found), ...tagProperty(tags?.Tags) };
  },

  async update(UUID, { before, after }, ctx) {
    await untilSettled(UUID, ctx);
    const members = changedMembers(
      { before: asMembers(before), after: asMembers(after) },
      RESTS,
    );
    if (Object.keys(members).length > 0)
      await ctx.send(new UpdateEventSourceMappingCommand({ ...members, UUID }));
    await untilSettled(UUID, ctx);
    await retag(mappingArn(ctx, UUID), { before, after }, ctx);
  },

  async delete(UUID, ctx) {
    await untilSettled(UUID, ctx);
    await ctx.send(new DeleteEventSourceMappingCommand({ UUID })).catch(absent);
    await ctx.until(async () => (await find(UUID, ctx)) === undefined);
  },

  list: (ctx) =>
    everyPage(async (Marker) => {
      const { EventSourceMappings = [], NextMarker } = await ctx.send(
        new ListEventSourceMappingsCommand(
          Marker === undefined ? {} : { Marker },
        ),
      );
      return {
        items: EventSourceMappings.map(({ UUID = "" }) => UUID),
        next: NextMarker,
      };
    }),
});

const find = (UUID: string, ctx: ResourceContext) =>
  ctx.send(new GetEventSourceMappingCommand({ UUID })).catch(absent);

/** A mapping that is on its way to another state takes no change. */
const untilSettled = (UUID: string, ctx: ResourceContext): Promise<void> =>
  ctx.until(async () => {
    const { State } = (await find(UUID, ctx)) ?? {};
    return State === undefined || State === "Enabled" || State === "Disabled";
  });

function asMembers({ KmsKeyArn, ...properties }: Properties): Properties {
  return KmsKeyArn === undefined
    ? properties
    : { ...properties, KMSKeyArn: KmsKeyArn };
}

function shown(
  Id: string,
  mapping: EventSourceMappingConfiguration,
): Properties {
  const { FunctionArn, FunctionResponseTypes = [], State } = mapping;
  return {
    Id,
    EventSourceMappingArn: mapping.EventSourceMappingArn,
    FunctionName: FunctionArn,
    Enabled: State !== "Disabled" && State !== "Disabling",
    ...given({ ...mapping }, [
      "EventSourceArn",
      "BatchSize",
      "MaximumBatchingWindowInSeconds",
      "FilterCriteria",
      "ScalingConfig",
      "MetricsConfig",
    ]),
    ...(FunctionResponseTypes.length > 0 ? { FunctionResponseTypes } : {}),
  };
}
