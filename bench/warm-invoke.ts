import { CreateRoleCommand } from "@aws-sdk/client-iam";
import { CreateFunctionCommand } from "@aws-sdk/client-lambda";
import { writeZip } from "@gatehouse/signing";
import { bareRequest, clientsOf, LAMBDA_TRUST, restCall } from "./client.ts";
import type { Figure } from "./figure.ts";
import { load, percentile } from "./load.ts";
import { bareServer, platformServer } from "./server/processes.ts";

const REQUESTS = 4000;
const RUNTIMES = {
  "nodejs22.x": {
    name: "index.js",
    body: "exports.handler = async (event) => event;\n",
  },
  "python3.13": {
    name: "index.py",
    body: "def handler(event, context):\n    return event\n",
  },
} as const;

/** A warm invocation through the whole gate, signed and authorized, beside a bare HTTP round trip. */
export async function warmInvoke(): Promise<Figure[]> {
  await using bare = await bareServer();
  await using platform = await platformServer();
  const { iam, lambda } = clientsOf(platform);
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName: "invoked",
      AssumeRolePolicyDocument: LAMBDA_TRUST,
    }),
  );
  const figures: Figure[] = [];
  for (const [Runtime, file] of Object.entries(RUNTIMES) as [
    keyof typeof RUNTIMES,
    { name: string; body: string },
  ][]) {
    const FunctionName = `echo-${Runtime.replace(".", "-")}`;
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
      body: JSON.stringify({ name: "bench" }),
    });
    for (const connections of [1, 8, 32]) {
      const size = { requests: REQUESTS, connections };
      await load(platform.url, () => call, { ...size, requests: REQUESTS / 8 });
      const run = await load(platform.url, () => call, size);
      const floor = await load(bare.url, () => bareRequest(16), size);
      for (const share of [0.5, 0.99])
        figures.push({
          what: `warm Invoke of ${Runtime}, ${connections} at a time, p${share * 100}`,
          value: percentile(run, share),
          unit: "ms",
          baseline: {
            what: "bare HTTP round trip",
            value: percentile(floor, share),
          },
          ...(share === 0.5 && connections === 1 ? { goal: "≤ 10 ×" } : {}),
        });
    }
  }
  return figures;
}
