import {
  CloudWatchLogsClient,
  paginateFilterLogEvents,
} from "@aws-sdk/client-cloudwatch-logs";
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

const WARM_UP = 20;

/** Says when it was called, in milliseconds as the sender's clock counts them, beside when the message was sent. */
const HANDLER = `
exports.handler = async ({ Records }) => {
  const now = performance.timeOrigin + performance.now();
  if (Records[0].body !== "x") console.log("took " + (now - Number(Records[0].body)));
};
`;

/**
 * Messages that a mapping hands to a function. "To the function" is from before SendMessage until its handler has the
 * message, by the function's own word; a whole life ends when the client has seen, by GetQueueAttributes, that the
 * message is gone: two further round trips are in it.
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
        Statement: [
          { Effect: "Allow", Action: ["sqs:*", "logs:*"], Resource: "*" },
        ],
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
        ZipFile: writeZip([{ name: "index.js", body: HANDLER }]),
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
    const MessageBody = String(performance.timeOrigin + startedAt);
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    await untilEmpty(sqs, QueueUrl, 1);
    return performance.now() - startedAt;
  };
  for (let i = 0; i < WARM_UP; i++) await one();
  const lives: number[] = [];
  for (let i = 0; i < SINGLE; i++) lives.push(await one());
  const arrivals = (await arrivalsSaid(platform)).slice(WARM_UP);
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
  const shares = (what: string, times: number[], goal?: string): Figure[] => {
    times.sort((a, b) => a - b);
    return [0.5, 0.99].map((share) => ({
      what: `${what}, p${share * 100}`,
      value: times[Math.floor(times.length * share)] ?? 0,
      unit: "ms",
      baseline,
      ...(goal && share === 0.5 ? { goal } : {}),
    }));
  };
  return [
    ...shares(
      "one message, from its sender to the function",
      arrivals,
      "≤ 10 ms",
    ),
    ...shares("one message, until it is deleted and seen to be gone", lives),
    {
      what: "messages sent, handled by functions in batches of 10, and deleted",
      value: MANY / seconds,
      unit: "messages/s",
    },
  ];
}

/** How long each message took to the function, in the order of their arrival. */
async function arrivalsSaid({
  url: endpoint,
  keys: credentials,
}: Awaited<ReturnType<typeof platformServer>>): Promise<number[]> {
  const client = new CloudWatchLogsClient({
    endpoint,
    region: "us-east-1",
    credentials,
  });
  const times: number[] = [];
  const said = { logGroupName: "/aws/lambda/taker", filterPattern: "took" };
  for await (const { events = [] } of paginateFilterLogEvents({ client }, said))
    for (const { message = "" } of events)
      times.push(Number(/took (\S+)/.exec(message)?.[1]));
  client.destroy();
  return times;
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
