import {
  DeleteConfigurationRecorderCommand,
  DescribeConfigurationRecordersCommand,
  PutConfigurationRecorderCommand,
  StartConfigurationRecorderCommand,
  type ConfigurationRecorder,
} from "@aws-sdk/client-config-service";
import { absentAs } from "../../../core/resource-absence.ts";
import { patiently } from "../../../core/resource-patience.ts";
import type { ResourceContext } from "../../../core/resource-type.ts";
import { wholeOrGone } from "../../../core/whole-resource.ts";
import { keptType } from "./kept.ts";

const gone = absentAs("NoSuchConfigurationRecorderException");

/** The recorder of a Region. It starts as soon as there is a delivery channel, which itself needs a recorder. */
export const configurationRecorder = keptType<ConfigurationRecorder>({
  typeName: "AWS::Config::ConfigurationRecorder",
  settings: ["RoleARN", "RecordingGroup", "RecordingMode"],

  async find(ConfigurationRecorderNames, ctx) {
    const found = await ctx
      .send(
        new DescribeConfigurationRecordersCommand({
          ConfigurationRecorderNames,
        }),
      )
      .catch(gone);
    return found?.ConfigurationRecorders ?? [];
  },

  async put(wanted, ctx) {
    await ctx.send(
      new PutConfigurationRecorderCommand({ ConfigurationRecorder: wanted }),
    );
  },

  async make(name, put, ctx) {
    await put();
    await wholeOrGone(
      () => start(name, ctx),
      () => remove(name, ctx),
    );
  },

  delete: remove,
});

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
