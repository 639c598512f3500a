import type { QueueAttributeName } from "@aws-sdk/client-sqs";
import type { Change, Properties } from "../../../core/resource-type.ts";

export type GivenAttributes = Partial<Record<QueueAttributeName, string>>;

/** How a property that SQS knows as an attribute of the same name is read back. */
const READ: Readonly<
  Partial<Record<QueueAttributeName, (text: string) => unknown>>
> = {
  ContentBasedDeduplication: (text) => text === "true",
  DeduplicationScope: String,
  DelaySeconds: Number,
  FifoQueue: (text) => text === "true",
  FifoThroughputLimit: String,
  KmsDataKeyReusePeriodSeconds: Number,
  KmsMasterKeyId: String,
  MaximumMessageSize: Number,
  MessageRetentionPeriod: Number,
  ReceiveMessageWaitTimeSeconds: Number,
  RedriveAllowPolicy: JSON.parse,
  RedrivePolicy: JSON.parse,
  SqsManagedSseEnabled: (text) => text === "true",
  VisibilityTimeout: Number,
};

const NAMES = Object.keys(READ) as QueueAttributeName[];

/** What an attribute goes back to when its property is taken away; others are set to nothing. */
const INITIAL: GivenAttributes = {
  ContentBasedDeduplication: "false",
  DeduplicationScope: "queue",
  DelaySeconds: "0",
  FifoThroughputLimit: "perQueue",
  KmsDataKeyReusePeriodSeconds: "300",
  MaximumMessageSize: "1048576",
  MessageRetentionPeriod: "345600",
  ReceiveMessageWaitTimeSeconds: "0",
  SqsManagedSseEnabled: "true",
  VisibilityTimeout: "30",
};

/** Properties as SQS's attributes: texts, documents as JSON. A queue that is not FIFO has no attribute that says so. */
export function attributesOf(properties: Properties): GivenAttributes {
  return Object.fromEntries(
    NAMES.flatMap((name) => {
      const value = properties[name];
      if (value === undefined || (name === "FifoQueue" && value !== true))
        return [];
      return [
        [name, typeof value === "string" ? value : JSON.stringify(value)],
      ];
    }),
  );
}

/** The attributes that a change sets. */
export function changedAttributes({ before, after }: Change): GivenAttributes {
  const [old, wanted] = [attributesOf(before), attributesOf(after)];
  return Object.fromEntries(
    NAMES.filter((name) => old[name] !== wanted[name]).map((name) => [
      name,
      wanted[name] ?? INITIAL[name] ?? "",
    ]),
  );
}

/** SQS's attributes as properties. */
export function shownAttributes(
  attributes: Readonly<Partial<Record<string, string>>>,
): Properties {
  return Object.fromEntries(
    NAMES.flatMap((name) => {
      const text = attributes[name];
      return text === undefined ? [] : [[name, READ[name]?.(text)]];
    }),
  );
}
