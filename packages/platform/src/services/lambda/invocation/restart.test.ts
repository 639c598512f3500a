import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import { startCloud } from "../../../../testing/cloud.ts";
import { call, makeFunction } from "../testing/functions.ts";

void test("functions survive a restart, and an accepted call that it broke off runs again without using up a retry", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "restart-"));
  const environment = { GATEHOUSE_DATA_DIR: dataDir };
  try {
    {
      await using cloud = await startCloud(environment);
      await makeFunction(
        cloud,
        "f",
        `export const handler = async ({ wait }) => {
          console.log("began");
          await new Promise((resolve) => setTimeout(resolve, wait));
          if (wait) console.log("ended");
          return 1;
        };`,
        { Timeout: 60 },
      );
      assert.equal((await call(cloud.lambda, "f", { wait: 0 })).answer, 1);
      await cloud.lambda.send(
        new InvokeCommand({
          FunctionName: "f",
          InvocationType: "Event",
          Payload: '{"wait":1500}',
        }),
      );
    }
    await using cloud = await startCloud(environment);
    assert.equal((await call(cloud.lambda, "f", { wait: 0 })).answer, 1);
    cloud.advance(30);
    await cloud.settled();
    const { events } = await cloud.logs.send(
      new FilterLogEventsCommand({
        logGroupName: "/aws/lambda/f",
        filterPattern: "ended",
      }),
    );
    assert.equal(events?.length, 1);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
});
