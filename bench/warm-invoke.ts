import { CreateRoleCommand } from "@aws-sdk/client-iam";
import { CreateFunctionCommand } from "@aws-sdk/client-lambda";
import { writeZip } from "@gatehouse/signing";
import { bareRequest, clientsOf, LAMBDA_TRUST, restCall } from "./client.ts";
import type { Figure } from "./figure.ts";
import { inTurns, load, percentile } from "./load.ts";
import { bareServer, platformServer } from "./server/processes.ts";

const REQUESTS = 4000;
const ROUNDS = 20;
const RUNTIMES = {
  "nodejs22.x": {
    name: "index.js",
    body: "exports.handler = async (event) => event;\n",
    goal: "≤ 8 ×",
  },
  "python3.13": {
    name: "index.py",
    body: "def handler(event, context):\n    return event\n",
    goal: "≤ 6 ×",
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
  const calls: { runtime: string; goal: string; call: Buffer }[] = [];
  for (const [Runtime, { goal, ...file }] of Object.entries(RUNTIMES) as [
    keyof typeof RUNTIMES,
    { name: string; body: string; goal: string },
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
    calls.push({ runtime: Runtime, goal, call });
  }
  const figures: Figure[] = [];
  for (const connections of [1, 8, 32]) {
    const size = { requests: REQUESTS / ROUNDS, connections };
    const runs = [
      () => load(bare.url, () => bareRequest(16), size),
      ...calls.map(
        ({ call }) =>
          () =>
            load(platform.url, () => call, size),
      ),
    ];
    // Unmeasured: environments start, code is compiled.
    await inTurns(3, runs);
    const [floor, ...taken] = await inTurns(ROUNDS, runs);
    for (const [index, run] of taken.entries())
      for (const share of [0.5, 0.99])
        figures.push({
          what: `warm Invoke of ${calls[index]?.runtime}, ${connections} at a time, p${share * 100}`,
          value: percentile(run, share),
          unit: "ms",
          ...(floor && {
            baseline: {
              what: "bare HTTP round trip",
              value: percentile(floor, share),
            },
          }),
          ...(share === 0.5 && connections === 1
            ? { goal: calls[index]?.goal ?? "" }
            : {}),
        });
  }
  return figures;
}
