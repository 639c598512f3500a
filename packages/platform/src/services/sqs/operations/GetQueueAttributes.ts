import {
  GetQueueAttributesCommand,
  InvalidAttributeName,
} from "@aws-sdk/client-sqs";
import type { Context } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import { unbindPrincipals } from "../../../core/identity/principal-ids.ts";
import { operation } from "../../../core/operation.ts";
import { effectiveAttributes } from "../attributes.ts";
import type { OpenQueue } from "../messages/enqueue.ts";
import { openQueue } from "../open-queue.ts";
import { onQueue } from "../queue-reference.ts";

export const GetQueueAttributes = operation(GetQueueAttributesCommand, {
  needs: onQueue("sqs:GetQueueAttributes"),

  async handle({ QueueUrl, AttributeNames = [] }, ctx) {
    const open = await openQueue(QueueUrl, ctx);
    for (const name of AttributeNames)
      if (!KNOWN.has(name))
        throw fault(InvalidAttributeName, `Unknown Attribute ${name}.`);
    const wanted = new Set<string>(AttributeNames);
    const shown = Object.entries(await attributesOf(open, ctx)).filter(
      ([name, value]) =>
        value !== undefined && (wanted.has("All") || wanted.has(name)),
    );
    return shown.length === 0 ? {} : { Attributes: Object.fromEntries(shown) };
  },
});

async function attributesOf(
  { reference, row, live }: OpenQueue,
  ctx: Context,
): Promise<Readonly<Record<string, string | undefined>>> {
  const { Policy, ...attributes } = effectiveAttributes(row.attributes);
  const { visible, inFlight, delayed } = live.index.counts(ctx.now());
  return {
    ...attributes,
    Policy:
      Policy === undefined ? undefined : await unbindPrincipals(Policy, ctx),
    QueueArn: reference.arn,
    CreatedTimestamp: seconds(row.createdAt),
    LastModifiedTimestamp: seconds(row.modifiedAt),
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
  };
}

const seconds = (milliseconds: number): string =>
  String(Math.floor(milliseconds / 1000));

const KNOWN: ReadonlySet<string> = new Set([
  "All",
  "Policy",
  "VisibilityTimeout",
  "MaximumMessageSize",
  "MessageRetentionPeriod",
  "ApproximateNumberOfMessages",
  "ApproximateNumberOfMessagesNotVisible",
  "CreatedTimestamp",
  "LastModifiedTimestamp",
  "QueueArn",
  "ApproximateNumberOfMessagesDelayed",
  "DelaySeconds",
  "ReceiveMessageWaitTimeSeconds",
  "RedrivePolicy",
  "FifoQueue",
  "ContentBasedDeduplication",
  "KmsMasterKeyId",
  "KmsDataKeyReusePeriodSeconds",
  "DeduplicationScope",
  "FifoThroughputLimit",
  "RedriveAllowPolicy",
  "SqsManagedSseEnabled",
]);
