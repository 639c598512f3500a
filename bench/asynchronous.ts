import {
  CloudWatchClient,
  GetMetricStatisticsCommand,
} from "@aws-sdk/client-cloudwatch";
import { setTimeout as sleep } from "node:timers/promises";
import { CreateRoleCommand } from "@aws-sdk/client-iam";
import { CreateFunctionCommand } from "@aws-sdk/client-lambda";
import { writeZip } from "@gatehouse/signing";
import {
  bareRequest,
  clientsOf,
  LAMBDA_TRUST,
  restCall,
  type Reached,
} from "./client.ts";
import type { Figure } from "./figure.ts";
import { load } from "./load.ts";
import { bareServer, platformServer } from "./server/processes.ts";

const CALLS = 10_000;
const CONNECTIONS = 32;
const RUNTIMES = {
  "python3.13": {
    name: "index.py",
    body: "def handler(event, context):\n    return event\n",
  },
  "nodejs22.x": {
    name: "index.js",
    body: "exports.handler = async (event) => event;\n",
  },
} as const;

/** Durable asynchronous invocations, from the first call until the last function has answered. */
export async function asynchronous(): Promise<Figure[]> {
  await using bare = await bareServer();
  const size = { requests: CALLS, connections: CONNECTIONS };
  const floor = await load(bare.url, () => bareRequest(16), size);
  const baseline = {
    what: "bare HTTP round trips",
    value: CALLS / floor.seconds,
  };
  const figures: Figure[] = [];
  for (const [Runtime, file] of Object.entries(RUNTIMES) as [
    keyof typeof RUNTIMES,
    (typeof RUNTIMES)[keyof typeof RUNTIMES],
  ][]) {
    await using platform = await platformServer();
    const { iam, lambda } = clientsOf(platform);
    const { Role } = await iam.send(
      new CreateRoleCommand({
        RoleName: "called-later",
        AssumeRolePolicyDocument: LAMBDA_TRUST,
      }),
    );
    const FunctionName = "later";
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName,
        Runtime,
        Handler: "index.handler",
        Role: Role?.Arn,
        Code: { ZipFile: writeZip([file]) },
      }),
    );
    const call = restCall(platform, {
      service: "lambda",
      path: `/2015-03-31/functions/${FunctionName}/invocations`,
      headers: { "x-amz-invocation-type": "Event" },
      body: JSON.stringify({ name: "bench" }),
    });
    const invocations = invocationsOf(platform, FunctionName);
    await load(platform.url, () => call, { requests: 500, connections: 8 });
    await reached(invocations, 500);
    const began = performance.now();
    const accepted = await load(platform.url, () => call, size);
    await reached(invocations, 500 + CALLS);
    const seconds = (performance.now() - began) / 1000;
    figures.push(
      {
        what: `asynchronous Invoke of ${Runtime}, accepted durably`,
        value: CALLS / accepted.seconds,
        unit: "/s",
        baseline,
      },
      {
        what: `asynchronous Invoke of ${Runtime}, first call to last answer`,
        value: CALLS / seconds,
        unit: "/s",
        baseline,
        goal: "≥ 1,000/s",
      },
    );
  }
  return figures;
}

/** How often a function has run, as CloudWatch tells it. */
function invocationsOf({ url, keys }: Reached, FunctionName: string) {
  const cloudwatch = new CloudWatchClient({
    endpoint: url,
    region: "us-east-1",
    credentials: keys,
  });
  const StartTime = new Date(Date.now() - 3_600_000);
  return async (): Promise<number> => {
    const { Datapoints = [] } = await cloudwatch.send(
      new GetMetricStatisticsCommand({
        Namespace: "AWS/Lambda",
        MetricName: "Invocations",
        Dimensions: [{ Name: "FunctionName", Value: FunctionName }],
        StartTime,
        EndTime: new Date(Date.now() + 3_600_000),
        Period: 60,
        Statistics: ["Sum"],
      }),
    );
    return Datapoints.reduce((sum, { Sum = 0 }) => sum + Sum, 0);
  };
}

async function reached(
  ask: () => Promise<number>,
  count: number,
): Promise<void> {
  while ((await ask()) < count) await sleep(50);
}
