import assert from "node:assert/strict";
import { test } from "node:test";
import {
  GetFunctionConfigurationCommand,
  PublishVersionCommand,
} from "@aws-sdk/client-lambda";
import { startCloud } from "../../../../testing/cloud.ts";
import { call, makeFunction } from "../testing/functions.ts";

const FunctionName = "snapped";
const TELLS =
  "export const handler = async () => process.env.AWS_LAMBDA_INITIALIZATION_TYPE;";

void test("a published version with SnapStart is initialized ahead of its calls; $LATEST is not", async () => {
  await using cloud = await startCloud();
  const { lambda } = cloud;
  await makeFunction(cloud, FunctionName, TELLS, {
    SnapStart: { ApplyOn: "PublishedVersions" },
  });
  const published = await lambda.send(
    new PublishVersionCommand({ FunctionName }),
  );
  assert.deepEqual(published.SnapStart, {
    ApplyOn: "PublishedVersions",
    OptimizationStatus: "On",
  });
  const again = await lambda.send(new PublishVersionCommand({ FunctionName }));
  assert.equal(again.Version, published.Version, "nothing has changed");
  const latest = await lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName }),
  );
  assert.equal(latest.SnapStart?.OptimizationStatus, "Off");

  assert.equal((await call(lambda, FunctionName)).answer, "on-demand");
  // Whoever calls before it is ready gets an environment of the usual kind.
  const kind = async () =>
    (await call(lambda, FunctionName, {}, { Qualifier: "1" })).answer;
  for (let tries = 0; (await kind()) !== "snap-start" && tries < 200; tries++)
    await new Promise((resolve) => setTimeout(resolve, 25));
  assert.equal(await kind(), "snap-start");
});
