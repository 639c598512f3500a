import { QueueDoesNotExist } from "@aws-sdk/client-sqs";
import type { Context, NeedsContext, Place } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import { allow, type Need } from "../../core/operation.ts";
import { resourceTagKeys } from "../../core/tag-keys.ts";
import { queueArn, queues, type QueueRow } from "./tables.ts";

/** A queue as a request names it. */
export interface QueueReference extends Place {
  readonly queueName: string;
  readonly arn: string;
}

/** `<any origin>/<account>/<name>`: the platform is reached under many names. */
const URL_FORM =
  /^(?:https?:\/\/[^/]+)?\/?(?<accountId>\d{12})\/(?<queueName>[\w.-]+)\/?$/;

/** @throws Fault InvalidAddress */
export function queueReference(url: string, { region }: Place): QueueReference {
  const { accountId, queueName } = URL_FORM.exec(url)?.groups ?? {};
  if (accountId === undefined || queueName === undefined)
    throw fault(
      "InvalidAddress",
      `The address ${url} is not valid for this endpoint.`,
      404,
    );
  return referenceTo({ accountId, region }, queueName);
}

export function referenceTo(
  { accountId, region }: Place,
  queueName: string,
): QueueReference {
  const place = { accountId, region };
  return { ...place, queueName, arn: queueArn(place, queueName) };
}

/** @throws Fault QueueDoesNotExist */
export async function existingQueue(
  reference: QueueReference,
  ctx: Pick<NeedsContext, "table">,
): Promise<QueueRow> {
  const row = await ctx.table(queues, reference).get(reference.queueName);
  if (!row)
    throw fault(QueueDoesNotExist, "The specified queue does not exist.");
  return row;
}

/** A need on the queue that the request names, with the queue's tags. */
export function onQueue(...actions: readonly string[]) {
  return async (
    { QueueUrl }: { QueueUrl: string },
    ctx: NeedsContext,
  ): Promise<Need[]> => {
    const need = await onReference(queueReference(QueueUrl, ctx), ctx);
    return actions.map(need);
  };
}

/** Makes needs on a queue, with its tags. */
export async function onReference(
  reference: QueueReference,
  ctx: NeedsContext,
): Promise<(action: string) => Need> {
  const row = await ctx.table(queues, reference).get(reference.queueName);
  const keys = row && resourceTagKeys(row.tags);
  return (action) => allow(action, reference.arn, keys);
}

/** The address under which the caller reaches a queue. */
export function queueUrl(
  { accountId }: Place,
  queueName: string,
  { request, platform }: Pick<Context, "request" | "platform">,
): string {
  return `${request.origin || platform.endpoint()}/${accountId}/${queueName}`;
}
