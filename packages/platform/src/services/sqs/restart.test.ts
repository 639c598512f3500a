import { deepEqual, equal } from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { DeleteMessageCommand } from "@aws-sdk/client-sqs";
import { startCloud } from "../../../testing/cloud.ts";
import { bodies, makeQueue } from "./testing/queues.ts";

test("a restart loses no message, no visibility timeout, no count of receives and no handle", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "gatehouse-sqs-"));
  const settings = { GATEHOUSE_DATA_DIR: dataDir };
  try {
    let handle: string | undefined;
    {
      await using cloud = await startCloud(settings);
      const orders = await makeQueue(cloud, "orders");
      for (const body of ["flying", "deleted", "waiting"])
        await orders.send(body);
      const [flying] = await orders.receive({
        MaxNumberOfMessages: 1,
        VisibilityTimeout: 600,
      });
      equal(flying?.Body, "flying");
      handle = flying?.ReceiptHandle;
      const [gone] = await orders.receive({ MaxNumberOfMessages: 1 });
      await cloud.sqs.send(
        new DeleteMessageCommand({
          QueueUrl: orders.url,
          ReceiptHandle: gone?.ReceiptHandle,
        }),
      );
      const fifo = await makeQueue(cloud, "orders.fifo", {
        ContentBasedDeduplication: "true",
      });
      for (const body of ["1", "2"])
        await fifo.send(body, { MessageGroupId: "a" });
      await fifo.receive({ MaxNumberOfMessages: 1, VisibilityTimeout: 600 });
    }
    await using cloud = await startCloud(settings);
    const orders = await makeQueue(cloud, "orders");
    deepEqual(await orders.counts(), [1, 1, 0]);
    deepEqual(bodies(await orders.receive()), ["waiting"]);
    const fifo = await makeQueue(cloud, "orders.fifo");
    deepEqual(await fifo.receive(), []);
    await fifo.send("1", { MessageGroupId: "a" });
    cloud.advance(601);
    deepEqual(bodies(await fifo.receive()), ["1", "2"]);
    await cloud.sqs.send(
      new DeleteMessageCommand({
        QueueUrl: orders.url,
        ReceiptHandle: handle,
      }),
    );
    deepEqual(await orders.counts(), [1, 0, 0]);
    const [again] = await orders.receive();
    equal(again?.Body, "waiting");
    equal(again?.Attributes?.ApproximateReceiveCount, "2");
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
});
