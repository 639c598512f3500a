import { CreateRoleCommand } from "@aws-sdk/client-iam";
import { CreateFunctionCommand } from "@aws-sdk/client-lambda";
import { writeZip } from "@gatehouse/signing";
import {
  bareRequest,
  clientsOf,
  LAMBDA_TRUST,
  queryCall,
  restCall,
} from "./client.ts";
import type { Figure } from "./figure.ts";
import { load } from "./load.ts";
import {
  bareServer,
  platformServer,
  type PlatformProcess,
  type ServerProcess,
} from "./server/processes.ts";

const REQUESTS = 20_000;
const CONNECTIONS = 32;
const TEN = Array.from({ length: 10 }, (_, i) => i);

/** CPU time and calls a second of three signed and authorized calls, beside a server that does nothing. */
export async function calls(): Promise<Figure[]> {
  await using bare = await bareServer();
  await using platform = await platformServer();
  await prepare(platform);
  const kinds = {
    GetCallerIdentity: queryCall(
      platform,
      "sts",
      "Action=GetCallerIdentity&Version=2011-06-15",
    ),
    "ListFunctions of 10": restCall(platform, {
      service: "lambda",
      method: "GET",
      path: "/2015-03-31/functions/",
    }),
    "ListRoles of 10": queryCall(
      platform,
      "iam",
      "Action=ListRoles&Version=2010-05-08&MaxItems=10",
    ),
  };
  const floor = await measured(bare, bareRequest(64));
  const figures: Figure[] = [];
  for (const [what, request] of Object.entries(kinds)) {
    const { micros, perSecond } = await measured(platform, request);
    figures.push(
      {
        what,
        value: micros,
        unit: "µs CPU",
        baseline: { what: "bare node:http", value: floor.micros },
        ...(what === "GetCallerIdentity" ? { goal: "≤ 4 ×" } : {}),
      },
      {
        what,
        value: perSecond,
        unit: "/s",
        baseline: { what: "bare node:http", value: floor.perSecond },
      },
    );
  }
  return figures;
}

async function measured(
  server: ServerProcess,
  request: Buffer,
): Promise<{ micros: number; perSecond: number }> {
  await load(server.url, () => request, {
    requests: REQUESTS / 4,
    connections: CONNECTIONS,
  });
  const before = await server.cpu();
  const run = await load(server.url, () => request, {
    requests: REQUESTS,
    connections: CONNECTIONS,
  });
  const after = await server.cpu();
  return {
    micros: ((after - before) / REQUESTS) * 1e6,
    perSecond: REQUESTS / run.seconds,
  };
}

async function prepare(platform: PlatformProcess): Promise<void> {
  const { iam, lambda } = clientsOf(platform);
  const ZipFile = writeZip([
    { name: "index.js", body: "exports.handler = async () => 1;" },
  ]);
  const roles = await Promise.all(
    TEN.map((i) =>
      iam.send(
        new CreateRoleCommand({
          RoleName: `role-${i}`,
          AssumeRolePolicyDocument: LAMBDA_TRUST,
        }),
      ),
    ),
  );
  for (const i of TEN)
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName: `function-${i}`,
        Runtime: "nodejs22.x",
        Handler: "index.handler",
        Role: roles[0]?.Role?.Arn,
        Code: { ZipFile },
      }),
    );
}
