import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { auditTrail, type AuditRecord } from "../../../core/audit.ts";
import type { Context, Place } from "../../../core/context.ts";
import { Fault } from "../../../core/errors.ts";
import { recordEvent } from "../event.ts";
import { isSelected } from "./selectors.ts";
import {
  DELIVERY_MS,
  deliveryDue,
  trailArn,
  trails,
  type TrailRow,
} from "./tables.ts";

/** Records of one log file at most. */
const RECORDS_AT_MOST = 5000;

/** Calls that are about to be recorded may carry a time that has passed: they are waited for. */
const SETTLING_MS = 10_000;

/**
 * Delivers what happened since the last time, and comes again. What S3 refuses is tried again with the next delivery;
 * one that a crash broke off may
 * deliver events twice, as CloudTrail may.
 */
export async function deliver(
  { name, id }: { name: string; id: string },
  ctx: Context,
): Promise<void> {
  const row = await ctx.table(trails).get(name);
  if (row?.logging?.id !== id) return;
  const now = ctx.now();
  const to = now - SETTLING_MS;
  const from = row.deliveredThrough ?? row.startedAt ?? now;
  try {
    const count = to > from ? await writeFiles(row, { from, to }, ctx) : 0;
    const { deliveryError: _, ...rest } = row;
    await ctx.table(trails).put({
      ...rest,
      triedAt: now,
      deliveredThrough: Math.max(to, from),
      ...(count > 0 ? { deliveredAt: now } : {}),
    });
  } catch (error) {
    if (!(error instanceof Fault) || error.status >= 500) throw error;
    await ctx
      .table(trails)
      .put({ ...row, triedAt: now, deliveryError: error.name });
  }
  ctx.emit(deliveryDue, { name, id }, { at: now + DELIVERY_MS });
}

/** Writes the events of a time, `from` included and `to` not; answers how many files they filled. */
async function writeFiles(
  row: TrailRow,
  { from, to }: { from: number; to: number },
  ctx: Context,
): Promise<number> {
  const place = { accountId: ctx.accountId, region: ctx.region };
  let files = 0;
  let after: string | undefined;
  do {
    const listed = await ctx
      .aside()
      .table(auditTrail, place)
      .list({
        from: [from],
        to: [to],
        limit: RECORDS_AT_MOST,
        ...(after === undefined ? {} : { after }),
      });
    const records = listed.rows.filter((record) => isSelected(record, row));
    if (records.length > 0)
      await writeFile(row, records, { to, number: files++ }, ctx);
    after = listed.next;
  } while (after !== undefined);
  return files;
}

async function writeFile(
  row: TrailRow,
  records: readonly AuditRecord[],
  { to, number }: { to: number; number: number },
  ctx: Context,
): Promise<void> {
  const text = JSON.stringify({ Records: records.map(recordEvent) });
  const body = await promisify(gzip)(text);
  const source = trailArn(ctx, row.name);
  await ctx.send(
    new PutObjectCommand({
      Bucket: row.bucket,
      Key: fileKey(row, { to, id: `${source} ${to} ${number}` }, ctx),
      Body: Readable.from([body]),
      ContentLength: body.length,
      ContentType: "application/json",
      ContentEncoding: "gzip",
      ACL: "bucket-owner-full-control",
    }),
    { as: "cloudtrail.amazonaws.com", sourceArn: source },
  );
}

/** Where a trail's files are (CloudTrail user guide, "CloudTrail log file examples"). */
export const folderOf = (
  { prefix }: Pick<TrailRow, "prefix">,
  { accountId }: Pick<Place, "accountId">,
): string =>
  `${prefix === undefined ? "" : `${prefix}/`}AWSLogs/${accountId}/CloudTrail`;

/** @param id names the file for good: its name is the same when it is written again */
function fileKey(
  row: TrailRow,
  { to, id }: { to: number; id: string },
  { accountId, region }: Place,
): string {
  const time = new Date(to).toISOString();
  const [day = ""] = time.split("T");
  const minute = `${time.slice(0, 16).replace(/[-:]/g, "")}Z`;
  const unique = createHash("sha256")
    .update(id)
    .digest("base64")
    .replace(/[+/=]/g, "")
    .slice(0, 16);
  return `${folderOf(row, { accountId })}/${region}/${day.replaceAll("-", "/")}/${accountId}_CloudTrail_${region}_${minute}_${unique}.json.gz`;
}
