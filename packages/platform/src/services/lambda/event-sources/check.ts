import {
  InvalidParameterValueException,
  ResourceConflictException,
  type CreateEventSourceMappingRequest,
} from "@aws-sdk/client-lambda";
import {
  GetQueueAttributesCommand,
  type QueueAttributeName,
} from "@aws-sdk/client-sqs";
import { parseArn, type Arn } from "../../../core/arn.ts";
import type { RoleCaller } from "../../../core/caller.ts";
import type { Context } from "../../../core/context.ts";
import { Fault, fault } from "../../../core/errors.ts";
import { queueUrl } from "../../../core/queue-url.ts";
import { CANNOT_BE_ASSUMED } from "../execution-role.ts";
import type { FunctionReference } from "../function-reference.ts";
import { referredVersion } from "../function-rows.ts";
import { roleSession } from "../invocation/destinations/role-session.ts";
import { mappings } from "./tables.ts";

/** What a mapping can be told of its batches. */
export type BatchSettings = Pick<
  CreateEventSourceMappingRequest,
  "BatchSize" | "MaximumBatchingWindowInSeconds"
>;

const NOT_FOR_QUEUES = [
  "StartingPosition",
  "StartingPositionTimestamp",
  "ParallelizationFactor",
  "BisectBatchOnFunctionError",
  "MaximumRecordAgeInSeconds",
  "MaximumRetryAttempts",
  "TumblingWindowInSeconds",
  "DestinationConfig",
  "Topics",
  "Queues",
  "SourceAccessConfigurations",
  "AmazonManagedKafkaEventSourceConfig",
  "SelfManagedKafkaEventSourceConfig",
  "DocumentDBEventSourceConfig",
] as const;

const NOT_BUILT = [
  "KMSKeyArn",
  "LoggingConfig",
  "ProvisionedPollerConfig",
] as const;

type Given = Partial<CreateEventSourceMappingRequest>;

/**
 * Refuses members that a mapping of a queue does not have, and those that are not built.
 * @throws Fault InvalidParameterValueException
 */
export function checkMembers(given: Given): void {
  for (const name of NOT_FOR_QUEUES)
    if (isGiven(given[name]))
      throw invalid(`${name} is not supported for SQS event sources.`);
  for (const name of NOT_BUILT)
    if (isGiven(given[name]))
      throw invalid(`${name} is not built for event source mappings.`);
}

/** Clients send empty structures and lists for what was left out. */
const isGiven = (value: unknown): boolean =>
  value !== undefined &&
  !(
    typeof value === "object" &&
    value !== null &&
    Object.keys(value).length === 0
  );

/**
 * The queue of a request.
 * @throws Fault InvalidParameterValueException
 */
export function checkedSource(given: Given, region: string): Arn {
  if (given.SelfManagedEventSource)
    throw invalid(
      "SelfManagedEventSource is not built: SQS queues are the event sources here.",
    );
  if (given.EventSourceArn === undefined)
    throw invalid("EventSourceArn cannot be null.");
  const source = parseArn(given.EventSourceArn);
  if (!source)
    throw invalid(`Unrecognized event source: ${given.EventSourceArn}`);
  if (source.service !== "sqs")
    throw invalid(
      `Event sources of ${source.service} are not built: SQS queues are the event sources here.`,
    );
  if (source.region !== region)
    throw invalid(
      `The event source must be in the Region of the function, ${region}.`,
    );
  return source;
}

const LARGEST = 10_000;
const LARGEST_FIFO = 10;
const WITHOUT_WINDOW = 10;

/** @throws Fault InvalidParameterValueException */
export function checkedBatches(
  { BatchSize, MaximumBatchingWindowInSeconds }: BatchSettings,
  queueName: string,
  kept: { batchSize: number; windowSeconds: number } = {
    batchSize: WITHOUT_WINDOW,
    windowSeconds: 0,
  },
): { batchSize: number; windowSeconds: number } {
  const batchSize = BatchSize ?? kept.batchSize;
  const windowSeconds = MaximumBatchingWindowInSeconds ?? kept.windowSeconds;
  if (queueName.endsWith(".fifo")) {
    if (windowSeconds > 0)
      throw invalid("Batching window is not supported for FIFO queues.");
    if (batchSize > LARGEST_FIFO)
      throw invalid(
        `Invalid batch size: ${batchSize}. The maximum batch size for FIFO queues is ${LARGEST_FIFO}.`,
      );
  }
  if (batchSize > LARGEST)
    throw invalid(`The maximum batch size for SQS is ${LARGEST}.`);
  if (batchSize > WITHOUT_WINDOW && windowSeconds === 0)
    throw invalid(
      `Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than ${WITHOUT_WINDOW}`,
    );
  return { batchSize, windowSeconds };
}

/**
 * Refuses a function whose role may not take messages from the queue, and one that runs longer than they stay hidden.
 * @throws Fault InvalidParameterValueException, ResourceNotFoundException
 */
export async function checkFunction(
  reference: FunctionReference,
  sourceArn: string,
  ctx: Context,
): Promise<void> {
  const { settings } = await referredVersion(reference, ctx);
  const role = await assumed(settings.Role ?? "", reference, ctx);
  const asRole = ctx.aside(role);
  for (const action of [
    "ReceiveMessage",
    "DeleteMessage",
    "GetQueueAttributes",
  ])
    if (!(await asRole.permits(`sqs:${action}`, sourceArn)))
      throw invalid(
        `The provided execution role does not have permissions to call ${action} on SQS`,
      );
  const visible = await visibilityTimeout(sourceArn, role, ctx);
  const timeout = settings.Timeout ?? 3;
  if (visible < timeout)
    throw invalid(
      `Queue visibility timeout: ${visible} seconds is less than Function timeout: ${timeout} seconds`,
    );
}

async function visibilityTimeout(
  sourceArn: string,
  role: RoleCaller,
  ctx: Context,
): Promise<number> {
  const wanted: QueueAttributeName = "VisibilityTimeout";
  try {
    const { Attributes } = await ctx.send(
      new GetQueueAttributesCommand({
        QueueUrl: queueUrl(sourceArn),
        AttributeNames: [wanted],
      }),
      { as: role },
    );
    return Number(Attributes?.[wanted]);
  } catch (error) {
    if (!(error instanceof Fault) || error.status >= 500) throw error;
    const code =
      error.name === "QueueDoesNotExist"
        ? "AWS.SimpleQueueService.NonExistentQueue"
        : error.name;
    throw invalid(
      `Error occurred while ReceiveMessage. SQS Error Code: ${code}. SQS Error Message: ${error.message}`,
    );
  }
}

async function assumed(
  role: string,
  reference: FunctionReference,
  ctx: Context,
): Promise<RoleCaller> {
  try {
    return await roleSession(role, reference, ctx);
  } catch (error) {
    if (!(error instanceof Fault) || error.status >= 500) throw error;
    throw invalid(CANNOT_BE_ASSUMED);
  }
}

/** @throws Fault ResourceConflictException where the function has a mapping of this queue */
export async function checkNoOther(
  reference: FunctionReference,
  sourceArn: string,
  ctx: Context,
): Promise<void> {
  const { accountId, region, functionName, qualifier } = reference;
  const { rows } = await ctx
    .table(mappings)
    .list({ index: "bySource", prefix: [accountId, region, sourceArn] });
  const other = rows.find(
    (row) => row.functionName === functionName && row.qualifier === qualifier,
  );
  if (other)
    throw fault(
      ResourceConflictException,
      `The event source arn (" ${sourceArn} ") and function (" ${functionName} ") provided mapping already exists. Please update or delete the existing mapping with UUID ${other.uuid}`,
    );
}

const invalid = (message: string): Fault =>
  fault(InvalidParameterValueException, message);
