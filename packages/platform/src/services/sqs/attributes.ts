import {
  InvalidAttributeName,
  InvalidAttributeValue,
  type QueueAttributeName,
} from "@aws-sdk/client-sqs";
import { fault, type Fault } from "../../core/errors.ts";
import type { QueueAttributes } from "./tables.ts";
import { queueOfArn } from "./tables.ts";

/** How one attribute is read. Undefined as a rule's answer is a value that AWS refuses. */
type Rule = (value: string) => string | undefined;

/** The attributes that a client sets (SQS API reference, "SetQueueAttributes"). */
const RULES: Partial<Readonly<Record<QueueAttributeName, Rule>>> = {
  DelaySeconds: whole(0, 900),
  MaximumMessageSize: whole(1024, 1_048_576),
  MessageRetentionPeriod: whole(60, 1_209_600),
  ReceiveMessageWaitTimeSeconds: whole(0, 20),
  VisibilityTimeout: whole(0, 43_200),
  KmsDataKeyReusePeriodSeconds: whole(60, 86_400),
  SqsManagedSseEnabled: oneOf("true", "false"),
  FifoQueue: oneOf("true"),
  ContentBasedDeduplication: oneOf("true", "false"),
  DeduplicationScope: oneOf("messageGroup", "queue"),
  FifoThroughputLimit: oneOf("perQueue", "perMessageGroupId"),
  RedrivePolicy: redrivePolicy,
  RedriveAllowPolicy: redriveAllowPolicy,
  Policy: (value) => value,
  KmsMasterKeyId: (value) => value,
};

const FIFO_ONLY: ReadonlySet<string> = new Set([
  "FifoQueue",
  "ContentBasedDeduplication",
  "DeduplicationScope",
  "FifoThroughputLimit",
]);

/** What a queue has without being told, as GetQueueAttributes answers it. */
export const DEFAULTS = {
  DelaySeconds: "0",
  MaximumMessageSize: "1048576",
  MessageRetentionPeriod: "345600",
  ReceiveMessageWaitTimeSeconds: "0",
  VisibilityTimeout: "30",
  SqsManagedSseEnabled: "true",
} as const;

const FIFO_DEFAULTS = {
  FifoQueue: "true",
  ContentBasedDeduplication: "false",
  DeduplicationScope: "queue",
  FifoThroughputLimit: "perQueue",
} as const;

/** Every attribute of a queue that has a value, but those that are counted. */
export function effectiveAttributes(set: QueueAttributes): QueueAttributes {
  return {
    ...DEFAULTS,
    ...(set.FifoQueue === "true" ? FIFO_DEFAULTS : {}),
    ...set,
  };
}

/** A numeric attribute: seconds or bytes. */
export function numeric(
  set: QueueAttributes,
  name: keyof typeof DEFAULTS,
): number {
  return Number(set[name] ?? DEFAULTS[name]);
}

/**
 * Attributes as they are stored; empty ones take an optional attribute away.
 * @param kept what the queue has already; undefined for a queue that is being made
 * @throws Fault InvalidAttributeName, InvalidAttributeValue, UnsupportedOperation
 */
export function checkedAttributes(
  given: Readonly<Record<string, string | undefined>>,
  { fifo, kept }: { fifo: boolean; kept?: QueueAttributes },
): QueueAttributes {
  const attributes: Record<string, string> = { ...kept };
  for (const [name, value = ""] of Object.entries(given)) {
    const rule = Object.hasOwn(RULES, name)
      ? RULES[name as QueueAttributeName]
      : undefined;
    if (!rule || (FIFO_ONLY.has(name) && !fifo))
      throw fault(InvalidAttributeName, `Unknown Attribute ${name}.`);
    if (kept && name === "FifoQueue" && value !== "true")
      throw invalidValue(name);
    if (value === "" && REMOVABLE.has(name)) {
      delete attributes[name];
      continue;
    }
    if (name === "KmsMasterKeyId") throw keysAreNotBuilt();
    const read = rule(value);
    if (read === undefined) throw invalidValue(name);
    attributes[name] = read;
  }
  checkThroughput(attributes);
  return attributes;
}

const REMOVABLE: ReadonlySet<string> = new Set([
  "Policy",
  "RedrivePolicy",
  "RedriveAllowPolicy",
  "KmsMasterKeyId",
]);

/** High throughput is by message group, so deduplication must be. */
function checkThroughput(attributes: QueueAttributes): void {
  if (
    attributes.FifoThroughputLimit === "perMessageGroupId" &&
    attributes.DeduplicationScope !== "messageGroup"
  )
    throw invalidValue("FifoThroughputLimit");
}

export const invalidValue = (name: string, reason?: string): Fault =>
  fault(
    InvalidAttributeValue,
    `Invalid value for the parameter ${name}.${reason === undefined ? "" : ` Reason: ${reason}`}`,
  );

const keysAreNotBuilt = (): Fault =>
  fault(
    InvalidAttributeValue,
    "Invalid value for the parameter KmsMasterKeyId. Reason: AWS KMS is not built; queues are encrypted by SqsManagedSseEnabled only.",
  );

function whole(least: number, most: number): Rule {
  return (value) => {
    if (!/^\d{1,9}$/.test(value)) return undefined;
    const number = Number(value);
    return number >= least && number <= most ? String(number) : undefined;
  };
}

function oneOf(...values: readonly string[]): Rule {
  return (value) => (values.includes(value) ? value : undefined);
}

function redrivePolicy(value: string): string | undefined {
  const { deadLetterTargetArn, maxReceiveCount, ...rest } = objectIn(value);
  if (Object.keys(rest).length > 0) return undefined;
  const count = Number(maxReceiveCount);
  if (!Number.isInteger(count) || count < 1 || count > 1000) return undefined;
  if (typeof deadLetterTargetArn !== "string") return undefined;
  return queueOfArn(deadLetterTargetArn) ? value : undefined;
}

const AT_MOST_SOURCES = 10;

function redriveAllowPolicy(value: string): string | undefined {
  const { redrivePermission, sourceQueueArns, ...rest } = objectIn(value);
  if (Object.keys(rest).length > 0) return undefined;
  if (redrivePermission === "allowAll" || redrivePermission === "denyAll")
    return sourceQueueArns === undefined ? value : undefined;
  if (redrivePermission !== "byQueue" || !Array.isArray(sourceQueueArns))
    return undefined;
  const arns = sourceQueueArns as readonly unknown[];
  const right =
    arns.length > 0 &&
    arns.length <= AT_MOST_SOURCES &&
    arns.every((arn) => typeof arn === "string" && queueOfArn(arn));
  return right ? value : undefined;
}

function objectIn(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : {};
  } catch {
    return {};
  }
}
