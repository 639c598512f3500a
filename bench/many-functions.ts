import { CreateRoleCommand } from "@aws-sdk/client-iam";
import { CreateFunctionCommand } from "@aws-sdk/client-lambda";
import { writeZip } from "@gatehouse/signing";
import { clientsOf, LAMBDA_TRUST, restCall } from "./client.ts";
import type { Figure } from "./figure.ts";
import { load } from "./load.ts";
import { platformServer } from "./server/processes.ts";

const STEPS = [10, 1000, 10_000];
const REQUESTS = 2000;

/** What a page of ListFunctions costs among 10, 1,000 and 10,000 functions, and the memory with all of them. */
export async function manyFunctions(): Promise<Figure[]> {
  await using platform = await platformServer();
  const { iam, lambda } = clientsOf(platform);
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName: "listed",
      AssumeRolePolicyDocument: LAMBDA_TRUST,
    }),
  );
  const ZipFile = writeZip([
    { name: "index.js", body: "exports.handler = async () => 1;" },
  ]);
  const idle = (await platform.memory()) / 1e6;
  const page = restCall(platform, {
    service: "lambda",
    method: "GET",
    path: "/2015-03-31/functions/",
    query: "MaxItems=10",
  });

  const costs: number[] = [];
  let made = 0;
  for (const step of STEPS) {
    for (; made < step; made += 10)
      await Promise.all(
        Array.from({ length: 10 }, (_, i) =>
          lambda.send(
            new CreateFunctionCommand({
              FunctionName: `function-${made + i}`,
              Runtime: "nodejs22.x",
              Handler: "index.handler",
              Role: Role?.Arn,
              Code: { ZipFile },
            }),
          ),
        ),
      );
    const size = { requests: REQUESTS, connections: 16 };
    await load(platform.url, () => page, size);
    const before = await platform.cpu();
    await load(platform.url, () => page, size);
    costs.push((((await platform.cpu()) - before) / REQUESTS) * 1e6);
  }

  const [first = NaN, ...others] = costs;
  return [
    { what: "a page of 10 among 10 functions", value: first, unit: "µs CPU" },
    ...others.map((value, i) => ({
      what: `a page of 10 among ${STEPS[i + 1]?.toLocaleString("en-US")} functions`,
      value,
      unit: "µs CPU",
      baseline: { what: "among 10", value: first },
      ...(i === 1 ? { goal: "≤ 1.5 ×" } : {}),
    })),
    {
      what: "resident memory with 10,000 functions",
      value: (await platform.memory()) / 1e6,
      unit: "MB",
      baseline: { what: "with none", value: idle },
    },
  ];
}
