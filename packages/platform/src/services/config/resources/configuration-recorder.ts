import {
  DeleteConfigurationRecorderCommand,
  DescribeConfigurationRecordersCommand,
  PutConfigurationRecorderCommand,
  StartConfigurationRecorderCommand,
  type ConfigurationRecorder,
} from "@aws-sdk/client-config-service";
import { given } from "../../../core/resource-input.ts";
import { absentAs } from "../../../core/resource-absence.ts";
import { patiently } from "../../../core/resource-patience.ts";
import { refuseExisting } from "../../../core/resource-refusals.ts";
import {
  resourceType,
  type Properties,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { wholeOrGone } from "../../../core/whole-resource.ts";
import { lowered, raised } from "./initials.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::Config::ConfigurationRecorder";
const gone = absentAs("NoSuchConfigurationRecorderException");

const SETTINGS = ["RoleARN", "RecordingGroup", "RecordingMode"];

/** The recorder of a Region. It starts as soon as there is a delivery channel, which itself needs a recorder. */
export const configurationRecorder = resourceType({
  typeName,
  schema: schemaOf(typeName),

  async create(properties, ctx) {
    const name = (properties["Name"] as string) ?? ctx.name({ most: 256 });
    // To put a recorder that is there would change it.
    await refuseExisting(
      typeName,
      name,
      ctx,
      async () => (await recorderOf(name, ctx)) !== undefined,
    );
    await put(name, properties, ctx);
    await wholeOrGone(
      () => start(name, ctx),
      () => remove(name, ctx),
    );
    return name;
  },

  async read(Id, ctx) {
    const found = await recorderOf(Id, ctx);
    return (
      found && {
        Id,
        Name: Id,
        ...given(raised(found) as Properties, SETTINGS),
      }
    );
  },

  async update(name, { after }, ctx) {
    await put(name, after, ctx);
  },

  delete: remove,

  async list(ctx) {
    const { ConfigurationRecorders = [] } = await ctx.send(
      new DescribeConfigurationRecordersCommand({}),
    );
    return ConfigurationRecorders.map(({ name = "" }) => name);
  },
});

async function put(
  name: string,
  properties: Properties,
  ctx: ResourceContext,
): Promise<void> {
  await ctx.send(
    new PutConfigurationRecorderCommand({
      ConfigurationRecorder: {
        name,
        ...(lowered(given(properties, SETTINGS)) as ConfigurationRecorder),
      },
    }),
  );
}

async function start(
  ConfigurationRecorderName: string,
  ctx: ResourceContext,
): Promise<void> {
  await patiently(
    () =>
      ctx.send(
        new StartConfigurationRecorderCommand({ ConfigurationRecorderName }),
      ),
    ["NoAvailableDeliveryChannelException"],
    ctx,
  );
}

/** With the recorder its recording ends. */
async function remove(
  ConfigurationRecorderName: string,
  ctx: ResourceContext,
): Promise<void> {
  await ctx
    .send(new DeleteConfigurationRecorderCommand({ ConfigurationRecorderName }))
    .catch(gone);
}

async function recorderOf(
  name: string,
  ctx: ResourceContext,
): Promise<ConfigurationRecorder | undefined> {
  const found = await ctx
    .send(
      new DescribeConfigurationRecordersCommand({
        ConfigurationRecorderNames: [name],
      }),
    )
    .catch(gone);
  return found?.ConfigurationRecorders?.[0];
}
