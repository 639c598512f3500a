import { CreateRoleCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  GetEventSourceMappingCommand,
} from "@aws-sdk/client-lambda";
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { writeZip } from "@gatehouse/signing";
import { setTimeout } from "node:timers/promises";
import { bareRequest, clientsOf, LAMBDA_TRUST } from "./client.ts";
import type { Figure } from "./figure.ts";
import { load, percentile } from "./load.ts";
import { bareServer, platformServer } from "./server/processes.ts";

const SINGLE = 200;
const MANY = 5000;
const BATCH = 10;

/**
 * Messages that a mapping hands to a function. The latency is a whole life: from before SendMessage until the client
 * has seen, by GetQueueAttributes, that the message is gone; two further round trips are in it.
 */
export async function eventSources(): Promise<Figure[]> {
  await using bare = await bareServer();
  await using platform = await platformServer();
  const { iam, lambda } = clientsOf(platform);
  const sqs = new SQSClient({
    endpoint: platform.url,
    region: "us-east-1",
    credentials: platform.keys,
  });
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName: "taking",
      AssumeRolePolicyDocument: LAMBDA_TRUST,
    }),
  );
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: "taking",
      PolicyName: "own",
      PolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "sqs:*", Resource: "*" }],
      }),
    }),
  );
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: "taker",
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Role: Role?.Arn,
      Timeout: 20,
      Code: {
        ZipFile: writeZip([
          { name: "index.js", body: "exports.handler = async () => {};\n" },
        ]),
      },
    }),
  );
  const { QueueUrl = "" } = await sqs.send(
    new CreateQueueCommand({ QueueName: "bench" }),
  );
  const { UUID } = await lambda.send(
    new CreateEventSourceMappingCommand({
      FunctionName: "taker",
      EventSourceArn: "arn:aws:sqs:us-east-1:000000000000:bench",
    }),
  );
  const enabled = async (): Promise<boolean> => {
    const mapping = new GetEventSourceMappingCommand({ UUID });
    return (await lambda.send(mapping)).State === "Enabled";
  };
  while (!(await enabled())) await setTimeout(10);

  const one = async (): Promise<number> => {
    const startedAt = performance.now();
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" }));
    await untilEmpty(sqs, QueueUrl, 1);
    return performance.now() - startedAt;
  };
  for (let i = 0; i < 20; i++) await one();
  const latencies: number[] = [];
  for (let i = 0; i < SINGLE; i++) latencies.push(await one());
  latencies.sort((a, b) => a - b);
  const floor = await load(bare.url, () => bareRequest(256), {
    requests: 1000,
    connections: 1,
  });
  const baseline = {
    what: "bare HTTP round trip",
    value: percentile(floor, 0.5),
  };
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: 8 }, async (_, worker) => {
      for (let at = worker * BATCH; at < MANY; at += 8 * BATCH)
        await sqs.send(
          new SendMessageBatchCommand({
            QueueUrl,
            Entries: Array.from({ length: BATCH }, (_, i) => ({
              Id: String(i),
              MessageBody: "x",
            })),
          }),
        );
    }),
  );
  await untilEmpty(sqs, QueueUrl, 20);
  const seconds = (performance.now() - startedAt) / 1000;
  sqs.destroy();
  return [
    ...[0.5, 0.99].map((share) => ({
      what: `one message: sent, handled by a function, deleted and seen to be gone, p${share * 100}`,
      value: latencies[Math.floor(latencies.length * share)] ?? 0,
      unit: "ms",
      baseline,
      ...(share === 0.5 ? { goal: "≤ 10 ms" } : {}),
    })),
    {
      what: "messages sent, handled by functions in batches of 10, and deleted",
      value: MANY / seconds,
      unit: "messages/s",
    },
  ];
}

async function untilEmpty(
  sqs: SQSClient,
  QueueUrl: string,
  pause: number,
): Promise<void> {
  const ask = new GetQueueAttributesCommand({
    QueueUrl,
    AttributeNames: [
      "ApproximateNumberOfMessages",
      "ApproximateNumberOfMessagesNotVisible",
    ],
  });
  for (;;) {
    const { Attributes = {} } = await sqs.send(ask);
    if (Object.values(Attributes).every((count) => count === "0")) return;
    await setTimeout(pause);
  }
}
