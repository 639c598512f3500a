import type { ObjectValue, Value } from "@gatehouse/template";
import { generated, passedOn, type Generated } from "../generated.ts";
import { withParameters } from "../given-parameters.ts";
import { invalidEvent } from "../problem.ts";
import { ANY, BOOLEAN, MAP, TEXT } from "../properties.ts";
import { arnOf, isObject, logicalIdIn, ref, says } from "../values.ts";
import {
  permission,
  type EventInput,
  type EventOutput,
  type EventSource,
} from "./event.ts";
import { polledQueue } from "./sqs.ts";

/** Messages of a topic, sent to the function or to a queue before it. */
export const sns: EventSource = {
  properties: {
    Topic: { ...TEXT, required: true },
    Region: TEXT,
    FilterPolicy: ANY,
    FilterPolicyScope: ANY,
    SqsSubscription: {
      fits: (value) => BOOLEAN.fits(value) || MAP.fits(value),
    },
    RedrivePolicy: MAP,
  },
  make(input) {
    const { SqsSubscription, Topic } = input.properties;
    if (!says(SqsSubscription)) {
      const allowed = permission(input, "sns.amazonaws.com", {
        SourceArn: Topic ?? null,
      });
      return {
        resources: [allowed, subscription(input, "lambda", input.arn)],
        rights: input.rights,
      };
    }
    return isObject(SqsSubscription)
      ? throughQueue(input, SqsSubscription)
      : throughNewQueue(input);
  },
};

function subscription(
  { id, resource, properties }: EventInput,
  Protocol: string,
  Endpoint: Value,
): Generated {
  const { Topic, Region, FilterPolicy, FilterPolicyScope, RedrivePolicy } =
    properties;
  return generated(
    id,
    "AWS::SNS::Subscription",
    {
      Protocol,
      Endpoint,
      TopicArn: Topic,
      Region,
      FilterPolicy,
      FilterPolicyScope,
      RedrivePolicy,
    },
    passedOn(resource),
  );
}

function throughNewQueue(input: EventInput): EventOutput {
  const { id, resource } = input;
  const queueId = `${id}Queue`;
  const fifo = isFifo(input);
  const queue = generated(
    queueId,
    "AWS::SQS::Queue",
    { FifoQueue: says(fifo) ? fifo : undefined },
    passedOn(resource),
  );
  const { resources, rights } = polled(input, arnOf(queueId), undefined);
  return {
    resources: [
      ...resources,
      queue,
      queuePolicy(input, arnOf(queueId), ref(queueId)),
      subscription(input, "sqs", arnOf(queueId)),
    ],
    rights,
  };
}

function throughQueue(input: EventInput, given: ObjectValue): EventOutput {
  const { QueueArn = null, QueueUrl = null, QueuePolicyLogicalId } = given;
  if (!says(QueueArn) || !says(QueueUrl))
    throw invalidEvent(
      input.functionId,
      input.eventId,
      "No QueueARN or QueueURL provided.",
    );
  const { resources, rights } = polled(input, QueueArn, given["BatchSize"]);
  return {
    resources: [
      ...resources,
      queuePolicy(input, QueueArn, QueueUrl, QueuePolicyLogicalId),
      subscription(input, "sqs", QueueArn),
    ],
    rights,
  };
}

const polled = (
  input: EventInput,
  queueArn: Value,
  batchSize: Value | undefined,
): EventOutput =>
  polledQueue(input, `${input.id}EventSourceMapping`, {
    Queue: queueArn,
    BatchSize: batchSize || 10,
    Enabled: true,
  });

function queuePolicy(
  { id, resource, properties }: EventInput,
  queueArn: Value,
  queueUrl: Value,
  policyId?: Value,
): Generated {
  return generated(
    typeof policyId === "string" && policyId !== ""
      ? policyId
      : `${id}QueuePolicy`,
    "AWS::SQS::QueuePolicy",
    {
      PolicyDocument: {
        Version: "2012-10-17",
        Statement: [
          {
            Action: "sqs:SendMessage",
            Effect: "Allow",
            Principal: "*",
            Resource: queueArn,
            Condition: {
              ArnEquals: { "aws:SourceArn": properties["Topic"] ?? null },
            },
          },
        ],
      },
      Queues: [queueUrl],
    },
    passedOn(resource),
  );
}

/** Whether the topic, where it is of this template, is a FIFO topic: its queue is one then too. */
function isFifo({ properties, translation }: EventInput): Value {
  const id = logicalIdIn(properties["Topic"]);
  const topic = id === undefined ? undefined : translation.original[id];
  const declared = topic?.["Properties"];
  return isObject(declared)
    ? withParameters(declared["FifoTopic"] ?? false, translation.parameters)
    : false;
}
