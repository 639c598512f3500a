import { gzipSync } from "node:zlib";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { PublishCommand } from "@aws-sdk/client-sns";
import { assumedRole } from "../../../core/assumed-role.ts";
import type { Context, Place, Sender } from "../../../core/context.ts";
import { Fault } from "../../../core/errors.ts";
import { HOURS } from "../rules/schedule.ts";
import { shownItem } from "./item.ts";
import { someRecorder } from "./recorders.ts";
import {
  channels,
  deliveries,
  latestItems,
  recorderArnOf,
  snapshotDue,
  type ChannelRow,
  type DeliveryRow,
} from "./tables.ts";

/** Publishes a notification on the topic of the account's delivery channel, where it has one. */
export async function publish(
  {
    accountId,
    region,
    subject,
    message,
  }: Place & { subject: string; message: object },
  ctx: Context,
): Promise<void> {
  const place = { accountId, region };
  const { rows } = await ctx.table(channels, place).list({ limit: 1 });
  const [channel] = rows;
  if (channel?.topicArn === undefined) return;
  const { topicArn } = channel;
  const { receive } = deliveryOf(channel, "stream", place, ctx);
  await receive(() =>
    ctx.send(
      new PublishCommand({
        TopicArn: topicArn,
        Subject: subject.slice(0, LONGEST_SUBJECT),
        Message: JSON.stringify(message),
      }),
      { as: "config.amazonaws.com", accountId, region },
    ),
  );
}

const LONGEST_SUBJECT = 100;

/** Delivers the latest state of everything recorded to the channel's bucket. */
export async function deliverSnapshot(
  {
    channel: name,
    revision,
    snapshotId,
  }: { channel: string; revision: string; snapshotId?: string },
  ctx: Context,
): Promise<void> {
  const channel = await ctx.table(channels).get(name);
  if (channel?.revision !== revision) return;
  if (snapshotId === undefined) scheduleSnapshot(channel, ctx);
  const { rows } = await ctx.table(latestItems).list();
  const id = snapshotId ?? revision;
  const content = {
    fileVersion: "1.0",
    configSnapshotId: id,
    configurationItems: rows
      .filter(({ status }) => status !== "ResourceDeleted")
      .map((item) => shownItem(item, ctx)),
  };
  const { receive } = deliveryOf(channel, "snapshot", ctx, ctx);
  await receive(async () =>
    ctx.send(
      new PutObjectCommand({
        Bucket: channel.bucket,
        Key: snapshotKey(channel, id, ctx),
        Body: gzipSync(JSON.stringify(content)),
        ContentType: "application/json",
        ContentEncoding: "gzip",
      }),
      await delivering(ctx),
    ),
  );
}

/** Sets a channel's next snapshot. */
export function scheduleSnapshot(channel: ChannelRow, ctx: Context): void {
  const frequency = channel.properties?.deliveryFrequency;
  if (frequency === undefined) return;
  const { name, revision } = channel;
  ctx.emit(
    snapshotDue,
    { channel: name, revision },
    { at: ctx.now() + HOURS[frequency] * 3_600_000 },
  );
}

/** Tries whether the bucket takes deliveries, as Config does. @throws Fault of S3 or STS */
export async function tryBucket(
  { bucket, prefix }: Pick<ChannelRow, "bucket" | "prefix">,
  ctx: Context,
): Promise<void> {
  const folder = prefix === undefined ? "" : `${prefix}/`;
  await ctx.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: `${folder}AWSLogs/${ctx.accountId}/Config/ConfigWritabilityCheckFile`,
      Body: Buffer.alloc(0),
    }),
    await delivering(ctx),
  );
}

/** Deliveries come with the recorder's role, or, where that is the service's own, from Config itself. */
async function delivering(ctx: Context): Promise<Sender> {
  const { roleArn, name } = await someRecorder(ctx);
  const own = {
    as: "config.amazonaws.com",
    sourceArn: recorderArnOf(ctx, name),
  } as const;
  if (roleArn.includes(":role/aws-service-role/")) return own;
  const { caller } = await assumedRole(roleArn, "AWSConfig-Delivery", own, ctx);
  return { as: caller, region: ctx.region };
}

function snapshotKey(
  { prefix }: ChannelRow,
  id: string,
  { accountId, region, now }: Context,
): string {
  const time = new Date(now());
  const day = `${time.getUTCFullYear()}/${time.getUTCMonth() + 1}/${time.getUTCDate()}`;
  const stamp = time.toISOString().replace(/[-:]|\.\d+/g, "");
  const folder = prefix === undefined ? "" : `${prefix}/`;
  return `${folder}AWSLogs/${accountId}/Config/${region}/${day}/ConfigSnapshot/${accountId}_Config_${region}_ConfigSnapshot_${stamp}_${id}.json.gz`;
}

/** Writes down how a delivery went. */
function deliveryOf(
  { name }: ChannelRow,
  kind: DeliveryRow["kind"],
  place: Place,
  ctx: Context,
) {
  const rows = ctx.table(deliveries, place);
  return {
    receive: async (delivery: () => Promise<unknown>): Promise<void> => {
      const at = ctx.now();
      try {
        await delivery();
        // Nothing is read for it: deliveries at the same time would conflict, and be made again.
        await rows.put({ channel: name, kind, at, succeededAt: at });
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        const known = await rows.get(name, kind);
        await rows.put({
          channel: name,
          kind,
          at,
          ...(known?.succeededAt === undefined
            ? {}
            : { succeededAt: known.succeededAt }),
          errorCode: error.name,
          errorMessage: error.message,
        });
      }
    },
  };
}
