import { InvokeCommand } from "@aws-sdk/client-lambda";
import { PublishCommand } from "@aws-sdk/client-sns";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import type { Context } from "../../../core/context.ts";
import { Fault } from "../../../core/errors.ts";
import { queueUrl } from "../../../core/queue-url.ts";
import { on } from "../../../core/service.ts";
import { bucketArn, notificationDue, type Bucket } from "../tables.ts";
import type { Destination } from "./destinations.ts";

const THROTTLED = 429;

/**
 * Tells one destination. What it refuses is dropped, as S3 does (the refusal is in the trail); what fails
 * otherwise is tried again, so that a destination may be told more than once.
 */
export const deliverNotification = on(notificationDue, async (due, ctx) => {
  const { kind, arn, bucket, accountId, region, record, traceId } = due;
  try {
    const message = JSON.stringify({ Records: [record] });
    await tell(
      { kind, arn },
      message,
      {
        name: bucket,
        accountId,
        region,
        ...(traceId === undefined ? {} : { traceId }),
      },
      ctx,
    );
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    if (error.status >= 500 || error.status === THROTTLED) throw error;
  }
});

/** A bucket, with the trace of the call that changed it: a function that writes what calls it is found out by that. */
type Source = Pick<Bucket, "name" | "accountId" | "region"> & {
  readonly traceId?: string;
};

/** Sends a text to a destination, on behalf of a bucket: its policy must allow that. @throws Fault as it refuses */
export async function tell(
  { kind, arn }: Pick<Destination, "kind" | "arn">,
  message: string,
  { name, accountId, region, traceId }: Source,
  ctx: Context,
): Promise<void> {
  const as = {
    as: "s3.amazonaws.com",
    sourceArn: bucketArn(name),
    accountId,
    region,
    ...(traceId === undefined ? {} : { traceId }),
  } as const;
  if (kind === "function")
    await ctx.send(
      new InvokeCommand({
        FunctionName: arn,
        InvocationType: "Event",
        Payload: Buffer.from(message),
      }),
      as,
    );
  else if (kind === "queue")
    await ctx.send(
      new SendMessageCommand({
        QueueUrl: queueUrl(arn),
        MessageBody: message,
      }),
      as,
    );
  else
    await ctx.send(
      new PublishCommand({
        TopicArn: arn,
        Subject: "Amazon S3 Notification",
        Message: message,
      }),
      as,
    );
}

/** Asks a function whether the bucket may call it, without calling it. @throws Fault as it refuses */
export async function tryFunction(
  FunctionName: string,
  { name, accountId, region }: Source,
  ctx: Context,
): Promise<void> {
  await ctx.send(
    new InvokeCommand({ FunctionName, InvocationType: "DryRun" }),
    { as: "s3.amazonaws.com", sourceArn: bucketArn(name), accountId, region },
  );
}
