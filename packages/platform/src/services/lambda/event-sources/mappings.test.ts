import { deepEqual, equal, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  GetEventSourceMappingCommand,
  ListEventSourceMappingsCommand,
  ListTagsCommand,
  TagResourceCommand,
  UpdateEventSourceMappingCommand,
  type CreateEventSourceMappingRequest,
} from "@aws-sdk/client-lambda";
import { startCloud, type Cloud } from "../../../../testing/cloud.ts";
import {
  allowing,
  makeUser,
  policyOf,
} from "../../../../testing/principals.ts";
import { executionRole, nodeFunction } from "../testing/functions.ts";
import { mapped, queueArnOf, queueNamed, TAKING } from "../testing/mappings.ts";

test("a mapping is answered as it was made, found by its queue and its function, and has tags", async () => {
  await using cloud = await startCloud();
  await furnish(cloud);
  const made = await mapped(cloud, "taker", "orders", {
    Tags: { team: "gate" },
    FunctionResponseTypes: ["ReportBatchItemFailures"],
    ScalingConfig: { MaximumConcurrency: 5 },
    MetricsConfig: { Metrics: ["EventCount"] },
    FilterCriteria: { Filters: [{ Pattern: '{"body":["x"]}' }] },
  });
  const {
    $metadata: _m,
    UUID,
    EventSourceMappingArn,
    LastModified,
    ...rest
  } = made as typeof made & { $metadata: unknown };
  equal(LastModified instanceof Date, true);
  deepEqual(rest, {
    EventSourceArn: queueArnOf(cloud, "orders"),
    FunctionArn: `arn:aws:lambda:us-east-1:${cloud.accountId}:function:taker`,
    BatchSize: 10,
    MaximumBatchingWindowInSeconds: 0,
    FunctionResponseTypes: ["ReportBatchItemFailures"],
    ScalingConfig: { MaximumConcurrency: 5 },
    MetricsConfig: { Metrics: ["EventCount"] },
    FilterCriteria: { Filters: [{ Pattern: '{"body":["x"]}' }] },
    State: "Enabled",
    StateTransitionReason: "USER_INITIATED",
    LastProcessingResult: "No records processed",
  });
  const list = async (by: object) =>
    (
      await cloud.lambda.send(new ListEventSourceMappingsCommand(by))
    ).EventSourceMappings?.map((one) => one.UUID);
  deepEqual(await list({}), [UUID]);
  deepEqual(await list({ FunctionName: "taker" }), [UUID]);
  deepEqual(await list({ EventSourceArn: queueArnOf(cloud, "orders") }), [
    UUID,
  ]);
  deepEqual(await list({ EventSourceArn: queueArnOf(cloud, "bills") }), []);
  await cloud.lambda.send(
    new TagResourceCommand({
      Resource: EventSourceMappingArn,
      Tags: { stage: "test" },
    }),
  );
  const { Tags } = await cloud.lambda.send(
    new ListTagsCommand({ Resource: EventSourceMappingArn }),
  );
  deepEqual(Tags, { team: "gate", stage: "test" });
});

test("what cannot work is refused when the mapping is made, in AWS's words", async () => {
  await using cloud = await startCloud();
  await furnish(cloud);
  const create = (more: Partial<CreateEventSourceMappingRequest>) =>
    cloud.lambda.send(
      new CreateEventSourceMappingCommand({
        FunctionName: "taker",
        EventSourceArn: queueArnOf(cloud, "orders"),
        ...more,
      }),
    );
  const refused: readonly [Partial<CreateEventSourceMappingRequest>, RegExp][] =
    [
      [{ EventSourceArn: undefined }, /EventSourceArn cannot be null/],
      [{ BatchSize: 11 }, /Maximum batch window in seconds must be greater/],
      [
        {
          EventSourceArn: queueArnOf(cloud, "orders.fifo"),
          MaximumBatchingWindowInSeconds: 1,
        },
        /Batching window is not supported for FIFO queues/,
      ],
      [
        { FunctionName: "slow" },
        /Queue visibility timeout: 30 seconds is less than Function timeout: 31 seconds/,
      ],
      [
        { FunctionName: "idle" },
        /The provided execution role does not have permissions to call ReceiveMessage on SQS/,
      ],
      [
        { EventSourceArn: queueArnOf(cloud, "none") },
        /SQS Error Code: AWS.SimpleQueueService.NonExistentQueue/,
      ],
      [
        { FilterCriteria: { Filters: [{ Pattern: "rubbish" }] } },
        /Invalid filter pattern definition/,
      ],
      [{ StartingPosition: "LATEST" }, /StartingPosition is not supported/],
      [
        {
          EventSourceArn: `arn:aws:kinesis:us-east-1:${cloud.accountId}:stream/x`,
        },
        /kinesis are not built/,
      ],
    ];
  for (const [more, message] of refused)
    await rejects(create(more), {
      name: "InvalidParameterValueException",
      message,
    });
  await rejects(create({ FunctionName: "nobody" }), {
    name: "ResourceNotFoundException",
  });
  const { UUID } = await create({});
  await rejects(create({}), {
    name: "ResourceConflictException",
    message: new RegExp(String(UUID)),
  });
  await rejects(
    cloud.lambda.send(new GetEventSourceMappingCommand({ UUID: "nothing" })),
    { name: "ResourceNotFoundException" },
  );
});

test("a mapping changes when its last change is over", async () => {
  await using cloud = await startCloud();
  await furnish(cloud);
  const { UUID } = await mapped(cloud, "taker", "orders");
  const update = (more: object) =>
    cloud.lambda.send(new UpdateEventSourceMappingCommand({ UUID, ...more }));
  const { State } = await update({
    BatchSize: 100,
    MaximumBatchingWindowInSeconds: 5,
  });
  equal(State, "Updating");
  await cloud.settled();
  const changed = await cloud.lambda.send(
    new GetEventSourceMappingCommand({ UUID }),
  );
  equal(changed.BatchSize, 100);
  equal(changed.State, "Enabled");
  await rejects(update({ MaximumBatchingWindowInSeconds: 0 }), {
    name: "InvalidParameterValueException",
  });
});

test("who may map which function is for lambda:FunctionArn to say", async () => {
  await using cloud = await startCloud();
  await furnish(cloud);
  const clara = await makeUser(
    cloud,
    "clara",
    policyOf({
      Effect: "Allow",
      Action: "lambda:*EventSourceMapping",
      Resource: "*",
      Condition: {
        ArnEquals: {
          "lambda:FunctionArn": `arn:aws:lambda:us-east-1:${cloud.accountId}:function:taker`,
        },
      },
    }),
  );
  const create = (FunctionName: string) =>
    clara.lambda.send(
      new CreateEventSourceMappingCommand({
        FunctionName,
        EventSourceArn: queueArnOf(cloud, "orders"),
      }),
    );
  await rejects(create("idle"), { name: "AccessDeniedException" });
  const { UUID } = await create("taker");
  await clara.lambda.send(new GetEventSourceMappingCommand({ UUID }));
});

async function furnish(cloud: Cloud): Promise<void> {
  await queueNamed(cloud, "orders");
  await queueNamed(cloud, "orders.fifo", { FifoQueue: "true" });
  const taking = await executionRole(cloud, "taking", allowing(TAKING));
  const idle = await executionRole(cloud, "idle", allowing("sqs:SendMessage"));
  const make = (name: string, role: string, Timeout = 3) =>
    cloud.lambda.send(
      new CreateFunctionCommand({ ...nodeFunction(name, role), Timeout }),
    );
  await make("taker", taking);
  await make("slow", taking, 31);
  await make("idle", idle);
}
