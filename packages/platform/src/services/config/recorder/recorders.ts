import {
  NoAvailableConfigurationRecorderException,
  NoSuchConfigurationRecorderException,
  NoSuchDeliveryChannelException,
  type ConfigurationRecorder,
} from "@aws-sdk/client-config-service";
import type { Context, Place } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import {
  channels,
  recorderArnOf,
  recorderChanged,
  recorders,
  recordings,
  type ChannelRow,
  type RecorderRow,
} from "./tables.ts";
import { recordingOf } from "./recording.ts";

/** Writes a recorder down; the recording takes notice after the commit. */
export async function keepRecorder(
  row: RecorderRow,
  ctx: Context,
): Promise<void> {
  const { accountId, region } = ctx;
  await ctx.table(recorders).put(row);
  if (row.recording)
    await ctx.table(recordings).put({ accountId, region, name: row.name });
  else await ctx.table(recordings).delete(accountId, region, row.name);
  ctx.emit(recorderChanged, { name: row.name });
}

/** Has the recording take notice of a recorder. */
export async function settleRecorder(
  { name }: { name: string },
  ctx: Context,
): Promise<void> {
  const { accountId, region } = ctx;
  const recording = recordingOf(ctx.platform.workplace("config"));
  await recording.settle({ accountId, region }, name);
}

export async function existingRecorder(
  name: string,
  ctx: Context,
): Promise<RecorderRow> {
  const row = await ctx.table(recorders).get(name);
  if (!row)
    throw fault(
      NoSuchConfigurationRecorderException,
      `Cannot find configuration recorder with the specified name '${name}'.`,
    );
  return row;
}

/** The recorders of these names, all where none are given. */
export async function recordersNamed(
  names: readonly string[] | undefined,
  ctx: Context,
): Promise<readonly RecorderRow[]> {
  if (!names?.length) return (await ctx.table(recorders).list()).rows;
  return Promise.all(names.map((name) => existingRecorder(name, ctx)));
}

/** @throws Fault NoAvailableConfigurationRecorderException */
export async function someRecorder(ctx: Context): Promise<RecorderRow> {
  const { rows } = await ctx.table(recorders).list({ limit: 1 });
  if (!rows[0])
    throw fault(
      NoAvailableConfigurationRecorderException,
      "There are no configuration recorders available to provide the role needed to describe your resources. Create a configuration recorder.",
    );
  return rows[0];
}

export async function existingChannel(
  name: string,
  ctx: Context,
): Promise<ChannelRow> {
  const row = await ctx.table(channels).get(name);
  if (!row)
    throw fault(
      NoSuchDeliveryChannelException,
      `Cannot find delivery channel with specified name '${name}'.`,
    );
  return row;
}

/** The delivery channels of these names, all where none are given. */
export async function channelsNamed(
  names: readonly string[] | undefined,
  ctx: Context,
): Promise<readonly ChannelRow[]> {
  if (!names?.length) return (await ctx.table(channels).list()).rows;
  return Promise.all(names.map((name) => existingChannel(name, ctx)));
}

/** A recorder as the API answers it. */
export function shownRecorder(
  row: RecorderRow,
  place: Place,
): ConfigurationRecorder {
  return {
    arn: recorderArnOf(place, row.name),
    name: row.name,
    roleARN: row.roleArn,
    recordingGroup: row.group,
    recordingMode: row.mode,
    recordingScope: "PAID",
  };
}
