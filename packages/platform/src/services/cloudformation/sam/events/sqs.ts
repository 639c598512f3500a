import type { ObjectValue, Value } from "@gatehouse/template";
import { generated, passedOn } from "../generated.ts";
import { awsPolicy, withInline, withManaged } from "../policies/role.ts";
import { sendingTo } from "../policies/statements.ts";
import { invalidEvent } from "../problem.ts";
import {
  ANY,
  BOOLEAN,
  INTEGER,
  LIST,
  MAP,
  TEXT,
  type Kinds,
} from "../properties.ts";
import { called, isObject, listedKeys, says } from "../values.ts";
import type { EventInput, EventOutput, EventSource } from "./event.ts";

/** Properties of every event source that Lambda polls; those that a queue has no use for are Lambda's to refuse. */
const POLLED: Kinds = {
  BatchSize: INTEGER,
  StartingPosition: ANY,
  StartingPositionTimestamp: ANY,
  Enabled: BOOLEAN,
  MaximumBatchingWindowInSeconds: INTEGER,
  MaximumRetryAttempts: INTEGER,
  BisectBatchOnFunctionError: BOOLEAN,
  MaximumRecordAgeInSeconds: INTEGER,
  DestinationConfig: MAP,
  ParallelizationFactor: INTEGER,
  Topics: LIST,
  Queues: LIST,
  SourceAccessConfigurations: LIST,
  SecretsManagerKmsKeyId: TEXT,
  TumblingWindowInSeconds: INTEGER,
  FunctionResponseTypes: LIST,
  FilterCriteria: MAP,
  KmsKeyArn: ANY,
  ScalingConfig: MAP,
  ProvisionedPollerConfig: MAP,
  MetricsConfig: MAP,
  LoggingConfig: MAP,
};

/** Messages of a queue. */
export const sqs: EventSource = {
  properties: { ...POLLED, Queue: { ...ANY, required: true } },
  make: (input) => polledQueue(input, input.id, input.properties),
};

/** An event source mapping of a queue. @throws SamProblem */
export function polledQueue(
  input: EventInput,
  id: string,
  { Queue, SecretsManagerKmsKeyId: _unused, ...settings }: ObjectValue,
): EventOutput {
  checkFilters(input, settings["FilterCriteria"]);
  const { policy, config } = failures(input, id, settings["DestinationConfig"]);
  const mapping = generated(
    id,
    "AWS::Lambda::EventSourceMapping",
    {
      ...settings,
      DestinationConfig: config,
      EventSourceArn: Queue,
      FunctionName: input.name,
    },
    passedOn(input.resource),
  );
  const rights = withManaged(
    input.rights,
    awsPolicy("service-role/AWSLambdaSQSQueueExecutionRole"),
  );
  return {
    resources: [mapping],
    rights: policy ? withInline(rights, policy) : rights,
  };
}

function checkFilters(
  { functionId, eventId }: EventInput,
  criteria: Value | undefined,
): void {
  if (!says(criteria) || called(criteria) !== undefined) return;
  if (listedKeys(criteria) !== "Filters")
    throw invalidEvent(
      functionId,
      eventId,
      "FilterCriteria field has a wrong format",
    );
}

const FAILURES = ["SQS", "SNS", "S3", "Kafka"];

/** Where batches go that failed; `Type` tells the right that the function's role needs. */
function failures(
  { functionId }: EventInput,
  id: string,
  config: Value | undefined,
): {
  readonly config?: Value | undefined;
  readonly policy?: ObjectValue | undefined;
} {
  if (!isObject(config) || !says(config)) return { config };
  const failure = config["OnFailure"];
  if (!isObject(failure))
    throw invalidEvent(
      functionId,
      id,
      "Property 'DestinationConfig.OnFailure' should be a map.",
    );
  const { Type, ...rest } = failure;
  if (!says(Type)) return { config };
  if (typeof Type !== "string" || !FAILURES.includes(Type))
    throw invalidEvent(
      functionId,
      id,
      "The only valid values for 'Type' are 'SQS', 'SNS', 'S3', and 'Kafka'",
    );
  return {
    config: { ...config, OnFailure: rest },
    policy: sendingTo(Type, rest["Destination"] ?? null, id),
  };
}
