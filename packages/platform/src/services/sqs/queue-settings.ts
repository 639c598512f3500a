import { fault } from "../../core/errors.ts";
import type { Context } from "../../core/context.ts";
import { checkedAttributes, invalidValue } from "./attributes.ts";
import { storablePolicy } from "./policy.ts";
import { invalidParameter } from "./parameter-faults.ts";
import type { QueueReference } from "./queue-reference.ts";
import {
  queueOfArn,
  queues,
  redrivePolicyOf,
  type QueueAttributes,
} from "./tables.ts";

/**
 * The attributes of a queue as they are to be stored, checked against what they speak of.
 * @throws Fault InvalidAttributeName, InvalidAttributeValue, InvalidParameterValue
 */
export async function settledAttributes(
  given: Readonly<Record<string, string | undefined>>,
  reference: QueueReference,
  ctx: Context,
  kept?: QueueAttributes,
): Promise<QueueAttributes> {
  const fifo = reference.queueName.endsWith(".fifo");
  const attributes = checkedAttributes(given, {
    fifo,
    ...(kept ? { kept } : {}),
  });
  if (given["RedrivePolicy"])
    await checkDeadLetterQueue(attributes, reference, ctx);
  if (!given["Policy"]) return attributes;
  return { ...attributes, Policy: await storablePolicy(given["Policy"], ctx) };
}

/** A dead-letter queue is of the same account, Region and type, exists, and lets itself be used. */
async function checkDeadLetterQueue(
  attributes: QueueAttributes,
  { accountId, region, queueName, arn }: QueueReference,
  ctx: Context,
): Promise<void> {
  const target = redrivePolicyOf(attributes)?.deadLetterTargetArn ?? "";
  const named = queueOfArn(target);
  const wrong = (reason: string) =>
    fault(
      "InvalidParameterValue",
      `Value ${attributes.RedrivePolicy} for parameter RedrivePolicy is invalid. Reason: ${reason}`,
      400,
    );
  if (named?.accountId !== accountId || named.region !== region)
    throw wrong(
      "Dead letter target must be owned by the same account and in the same region as the source.",
    );
  const row = await ctx.table(queues, named).get(named.queueName);
  if (!row) throw wrong("Dead letter target does not exist.");
  if (named.queueName.endsWith(".fifo") !== queueName.endsWith(".fifo"))
    throw wrong("Dead-letter queue must be same type of queue as the source.");
  if (!allowsSource(row.attributes, arn))
    throw wrong(
      "Dead letter queue does not allow this queue to use it, by its RedriveAllowPolicy.",
    );
}

function allowsSource(
  { RedriveAllowPolicy }: QueueAttributes,
  source: string,
): boolean {
  if (RedriveAllowPolicy === undefined) return true;
  const { redrivePermission, sourceQueueArns = [] } = JSON.parse(
    RedriveAllowPolicy,
  ) as { redrivePermission: string; sourceQueueArns?: readonly string[] };
  if (redrivePermission === "byQueue") return sourceQueueArns.includes(source);
  return redrivePermission === "allowAll";
}

const NAME = /^[\w-]{1,80}$/;
const FIFO_NAME = /^[\w-]{1,75}\.fifo$/;

/** @throws Fault InvalidParameterValue, InvalidAttributeValue */
export function checkQueueName(
  name: string,
  { FifoQueue }: Readonly<Record<string, string | undefined>>,
): void {
  if (FifoQueue === "true") {
    if (!FIFO_NAME.test(name))
      throw invalidParameter(
        "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.",
      );
    return;
  }
  if (FIFO_NAME.test(name) && FifoQueue !== undefined)
    throw invalidValue("FifoQueue");
  if (!NAME.test(name))
    throw invalidParameter(
      "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.",
    );
}
