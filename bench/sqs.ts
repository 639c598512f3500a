import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { bareRequest, jsonCall } from "./client.ts";
import type { Figure } from "./figure.ts";
import { load, percentile, type Load } from "./load.ts";
import { bareServer, platformServer } from "./server/processes.ts";

const ROUNDS = 400;
const BATCH = 10;
const BODY = "x".repeat(256);

/** Calls of SQS on a durable queue, signed and authorized, beside a bare HTTP round trip. */
export async function sqs(): Promise<Figure[]> {
  await using bare = await bareServer();
  await using platform = await platformServer();
  const client = new SQSClient({
    endpoint: platform.url,
    region: "us-east-1",
    credentials: platform.keys,
  });
  const { QueueUrl } = await client.send(
    new CreateQueueCommand({ QueueName: "bench" }),
  );
  const call = (operation: string, input: object): Buffer =>
    jsonCall(platform, {
      service: "sqs",
      target: `AmazonSQS.${operation}`,
      version: "1.0",
      body: JSON.stringify({ QueueUrl, ...input }),
    });
  const send = call("SendMessage", { MessageBody: BODY });
  const sendBatch = call("SendMessageBatch", {
    Entries: Array.from({ length: BATCH }, (_, i) => ({
      Id: String(i),
      MessageBody: BODY,
    })),
  });
  const receive = call("ReceiveMessage", { MaxNumberOfMessages: BATCH });
  const figures: Figure[] = [];
  for (const connections of [1, 8, 32]) {
    const size = { requests: ROUNDS * 4, connections };
    const floor = await load(bare.url, () => bareRequest(512), size);
    const runs: readonly (readonly [string, Load])[] = [
      ["SendMessage", await load(platform.url, () => send, size)],
      [
        "SendMessageBatch of 10",
        await load(platform.url, () => sendBatch, {
          ...size,
          requests: ROUNDS,
        }),
      ],
      ["ReceiveMessage of 10", await load(platform.url, () => receive, size)],
    ];
    for (const [name, run] of runs)
      figures.push({
        what: `${name}, ${connections} at a time, p50`,
        value: percentile(run, 0.5),
        unit: "ms",
        baseline: {
          what: "bare HTTP round trip",
          value: percentile(floor, 0.5),
        },
      });
    for (const [name, run] of runs)
      figures.push({
        what: `${name}, ${connections} at a time`,
        value: run.requests / run.seconds,
        unit: "calls/s",
      });
  }
  figures.push(await throughput(client, QueueUrl ?? ""));
  client.destroy();
  return figures;
}

const MESSAGES = 8000;
const WORKERS = 16;

/** Messages through their whole life, as real clients send, receive and delete them in batches. */
async function throughput(
  client: SQSClient,
  QueueUrl: string,
): Promise<Figure> {
  const { PurgeQueueCommand, ...commands } =
    await import("@aws-sdk/client-sqs");
  await client.send(new PurgeQueueCommand({ QueueUrl }));
  const { SendMessageBatchCommand, ReceiveMessageCommand } = commands;
  const { DeleteMessageBatchCommand } = commands;
  const startedAt = performance.now();
  let sent = 0;
  let deleted = 0;
  await Promise.all(
    Array.from({ length: WORKERS }, async () => {
      while (deleted < MESSAGES) {
        if (sent < MESSAGES) {
          sent += BATCH;
          await client.send(
            new SendMessageBatchCommand({
              QueueUrl,
              Entries: Array.from({ length: BATCH }, (_, i) => ({
                Id: String(i),
                MessageBody: BODY,
              })),
            }),
          );
        }
        const { Messages = [] } = await client.send(
          new ReceiveMessageCommand({
            QueueUrl,
            MaxNumberOfMessages: BATCH,
          }),
        );
        if (Messages.length === 0) continue;
        await client.send(
          new DeleteMessageBatchCommand({
            QueueUrl,
            Entries: Messages.map(({ ReceiptHandle }, i) => ({
              Id: String(i),
              ReceiptHandle,
            })),
          }),
        );
        deleted += Messages.length;
      }
    }),
  );
  return {
    what: "messages sent, received and deleted in batches of 10 by the SDK",
    value: MESSAGES / ((performance.now() - startedAt) / 1000),
    unit: "messages/s",
    goal: "≥ 2,000",
  };
}
