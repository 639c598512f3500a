import {
  InvalidMessageContents,
  type MessageAttributeValue,
  type MessageSystemAttributeValue,
} from "@aws-sdk/client-sqs";
import { fault } from "../../../core/errors.ts";
import { numeric } from "../attributes.ts";
import {
  invalidParameter,
  invalidParameterValue,
  missingParameter,
} from "../parameter-faults.ts";
import type { QueueRow, StoredAttribute } from "../tables.ts";
import { hasOnlyAllowedCharacters } from "./characters.ts";
import {
  attributesSize,
  checkedMessageAttributes,
  checkedTraceHeader,
} from "./message-attributes.ts";

/** What SendMessage and an entry of SendMessageBatch have in common. */
export interface SentMessage {
  readonly MessageBody: string | undefined;
  readonly DelaySeconds?: number | undefined;
  readonly MessageAttributes?:
    Record<string, MessageAttributeValue> | undefined;
  readonly MessageSystemAttributes?:
    Record<string, MessageSystemAttributeValue> | undefined;
  readonly MessageDeduplicationId?: string | undefined;
  readonly MessageGroupId?: string | undefined;
}

/** A message that was found right, for one queue. */
export interface Draft {
  readonly body: string;
  readonly attributes: Readonly<Record<string, StoredAttribute>> | undefined;
  readonly traceHeader: string | undefined;
  readonly groupId: string | undefined;
  readonly deduplicationId: string | undefined;
  readonly delaySeconds: number;
  /** Bytes of the body and the attributes. */
  readonly size: number;
}

const LONGEST_DELAY = 900;
const IDENTIFIER = /^[\x21-\x7e]{1,128}$/;

/**
 * Checks a message for a queue.
 * @throws Fault InvalidMessageContents, InvalidParameterValue, MissingParameter
 */
export function draftOf(message: SentMessage, { attributes }: QueueRow): Draft {
  const { MessageBody: body, DelaySeconds } = message;
  if (!body) throw missingParameter("MessageBody");
  if (!hasOnlyAllowedCharacters(body))
    throw fault(
      InvalidMessageContents,
      "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF",
    );
  const fifo = attributes.FifoQueue === "true";
  checkDelay(DelaySeconds, fifo);
  const own = checkedMessageAttributes(message.MessageAttributes);
  const size = Buffer.byteLength(body) + attributesSize(own);
  const most = numeric(attributes, "MaximumMessageSize");
  if (size > most)
    throw invalidParameter(
      `One or more parameters are invalid. Reason: Message must be shorter than ${most} bytes.`,
    );
  return {
    body,
    attributes: own,
    traceHeader: checkedTraceHeader(message.MessageSystemAttributes),
    ...order(message, attributes.ContentBasedDeduplication === "true", fifo),
    delaySeconds: DelaySeconds ?? numeric(attributes, "DelaySeconds"),
    size,
  };
}

function checkDelay(seconds: number | undefined, fifo: boolean): void {
  if (seconds === undefined) return;
  if (fifo && seconds !== 0)
    throw invalidParameterValue(
      seconds,
      "DelaySeconds",
      "The request include parameter that is not valid for this queue type.",
    );
  if (seconds < 0 || seconds > LONGEST_DELAY)
    throw invalidParameterValue(
      seconds,
      "DelaySeconds",
      `DelaySeconds must be >= 0 and <= ${LONGEST_DELAY}.`,
    );
}

/** Standard queues take a group for fairness among tenants, and no deduplication id. */
function order(
  { MessageGroupId, MessageDeduplicationId }: SentMessage,
  contentBased: boolean,
  fifo: boolean,
): Pick<Draft, "groupId" | "deduplicationId"> {
  if (fifo && MessageGroupId === undefined)
    throw missingParameter("MessageGroupId");
  if (MessageGroupId !== undefined)
    checkIdentifier(MessageGroupId, "MessageGroupId");
  if (MessageDeduplicationId !== undefined) {
    if (!fifo)
      throw invalidParameterValue(
        MessageDeduplicationId,
        "MessageDeduplicationId",
        "The request includes a parameter that is not valid for this queue type.",
      );
    checkIdentifier(MessageDeduplicationId, "MessageDeduplicationId");
  }
  if (fifo && MessageDeduplicationId === undefined && !contentBased)
    throw invalidParameter(
      "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
    );
  return { groupId: MessageGroupId, deduplicationId: MessageDeduplicationId };
}

function checkIdentifier(value: string, parameter: string): void {
  if (!IDENTIFIER.test(value))
    throw invalidParameterValue(
      value,
      parameter,
      `${parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
    );
}
