import type { Message, MessageSystemAttributeName } from "@aws-sdk/client-sqs";
import type { Receipt } from "../index/queue-index.ts";
import type { MessageRow, StoredAttribute } from "../tables.ts";
import { attributesDigest } from "./digests.ts";
import { sequenceNumber } from "./enqueue.ts";
import { writeHandle } from "./receipt-handle.ts";

/** What of a message a receiver wants to see. */
export interface Wanted {
  readonly system: ReadonlySet<string>;
  readonly attributes: readonly string[];
}

/** A message as ReceiveMessage answers it. */
export function shownMessage(
  row: MessageRow,
  receipt: Receipt,
  wanted: Wanted,
): Message {
  const { queueId, sequence, messageId, body, md5OfBody } = row;
  const system = systemAttributes(row, receipt, wanted.system);
  const attributes = wantedAttributes(row.attributes, wanted.attributes);
  return {
    MessageId: messageId,
    ReceiptHandle: writeHandle({ queueId, sequence, nonce: receipt.nonce }),
    MD5OfBody: md5OfBody,
    Body: body,
    ...(system ? { Attributes: system } : {}),
    ...(attributes
      ? {
          MD5OfMessageAttributes: attributesDigest(attributes),
          MessageAttributes: Object.fromEntries(
            Object.entries(attributes).map(([name, { type, value }]) => [
              name,
              type.startsWith("Binary")
                ? { DataType: type, BinaryValue: Buffer.from(value, "base64") }
                : { DataType: type, StringValue: value },
            ]),
          ),
        }
      : {}),
  };
}

type Read = (row: MessageRow, receipt: Receipt) => string | number | undefined;

const SYSTEM: Readonly<
  Record<Exclude<MessageSystemAttributeName, "All">, Read>
> = {
  SenderId: ({ senderId }) => senderId,
  SentTimestamp: ({ sentAt }) => sentAt,
  ApproximateReceiveCount: (_row, { receives }) => receives,
  ApproximateFirstReceiveTimestamp: (_row, { firstReceivedAt }) =>
    firstReceivedAt,
  SequenceNumber: ({ deduplicationId, sequence }) =>
    deduplicationId === undefined ? undefined : sequenceNumber(sequence),
  MessageDeduplicationId: ({ deduplicationId }) => deduplicationId,
  MessageGroupId: ({ groupId }) => groupId,
  AWSTraceHeader: ({ traceHeader }) => traceHeader,
  DeadLetterQueueSourceArn: ({ deadLetterSource }) => deadLetterSource,
};

/** The names of system attributes that a client may ask for. */
export const SYSTEM_ATTRIBUTES: ReadonlySet<string> = new Set([
  "All",
  ...Object.keys(SYSTEM),
]);

function systemAttributes(
  row: MessageRow,
  receipt: Receipt,
  wanted: ReadonlySet<string>,
): Partial<Record<MessageSystemAttributeName, string>> | undefined {
  if (wanted.size === 0) return undefined;
  const all = wanted.has("All");
  const shown = Object.entries(SYSTEM).flatMap(([name, read]) => {
    const value = all || wanted.has(name) ? read(row, receipt) : undefined;
    return value === undefined ? [] : [[name, String(value)] as const];
  });
  return shown.length === 0 ? undefined : Object.fromEntries(shown);
}

/** Names come whole, as `All`, or as a beginning with `.*` behind it. */
function wantedAttributes(
  attributes: Readonly<Record<string, StoredAttribute>> | undefined,
  wanted: readonly string[],
): Readonly<Record<string, StoredAttribute>> | undefined {
  if (!attributes || wanted.length === 0) return undefined;
  const isWanted = (name: string): boolean =>
    wanted.some(
      (one) =>
        one === "All" ||
        one === ".*" ||
        one === name ||
        (one.endsWith(".*") && name.startsWith(one.slice(0, -2))),
    );
  const shown = Object.entries(attributes).filter(([name]) => isWanted(name));
  return shown.length === 0 ? undefined : Object.fromEntries(shown);
}
