import { randomUUID } from "node:crypto";
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
} from "@aws-sdk/client-iam";
import { CreateFunctionCommand } from "@aws-sdk/client-lambda";
import { writeZip } from "@gatehouse/signing";
import type { Platform } from "../packages/platform/src/gateway/platform.ts";
import {
  internalRequest,
  RequestContext,
} from "../packages/platform/src/gateway/request-context.ts";
import { startPlatform, type Running } from "../packages/platform/src/main.ts";
import { readSettings } from "../packages/platform/src/settings.ts";
import { bareRequest, clientsOf, LAMBDA_TRUST, restCall } from "./client.ts";
import type { Figure } from "./figure.ts";
import { load } from "./load.ts";
import { bareServer } from "./server/processes.ts";

const CALLS = 10_000;
const ASKED = 50_000;
const FUNCTION = "asked";

/** What deciding takes of a signed GetFunction: a user with three policies of ten statements calls. */
export async function authorization(): Promise<Figure[]> {
  await using bare = await bareServer();
  const running = await startPlatform(
    readSettings({ port: "0", ephemeral: true }, {}),
  );
  try {
    const keys = await prepare(running);
    const call = restCall(
      { url: running.url, keys },
      {
        service: "lambda",
        method: "GET",
        path: `/2015-03-31/functions/${FUNCTION}`,
      },
    );
    const run = (requests: number) =>
      load(running.url, () => call, { requests, connections: 16 });
    await run(CALLS / 4);
    const both = await computed(() => run(CALLS));
    // The load generator runs in this process too: what it takes, asking a server elsewhere, is taken off.
    const client = await computed(() =>
      load(bare.url, () => bareRequest(16), {
        requests: CALLS,
        connections: 16,
      }),
    );
    const asking = await computed(() => ask(running.platform, ASKED, keys));
    return [
      {
        what: "authorization of a signed GetFunction",
        value: (asking / ASKED) * 1e6,
        unit: "µs CPU",
        baseline: {
          what: "the whole call",
          value: ((both - client) / CALLS) * 1e6,
        },
        goal: "≤ 0.15 ×",
      },
    ];
  } finally {
    await running.close();
  }
}

/** CPU seconds that some work takes. */
async function computed(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** Authorizes the call again and again, without anything else of it. */
async function ask(
  platform: Platform,
  times: number,
  { userId, accessKeyId }: { userId: string; accessKeyId: string },
): Promise<void> {
  const { services, authorizer, facts } = platform;
  const entry = services.named("lambda");
  if (!entry) throw new Error("There is no service lambda.");
  const { service, model } = await services.load(entry);
  const operation = service.operations.get("GetFunction");
  const operationModel = model.operation("GetFunction");
  if (!operation || !operationModel)
    throw new Error("There is no GetFunction.");
  const accountId = "000000000000";
  const call = {
    service,
    model: operationModel,
    operation,
    input: { FunctionName: FUNCTION },
    caller: {
      type: "IAMUser" as const,
      arn: `arn:aws:iam::${accountId}:user/asker`,
      accountId,
      principalId: userId,
      userName: "asker",
      accessKeyId,
    },
    region: facts.region,
    request: internalRequest("bench"),
    requestId: randomUUID(),
  };
  for (let i = 0; i < times; i++)
    await authorizer.authorize(call, new RequestContext(platform, call));
}

async function prepare({ url, rootKey }: Running) {
  const { iam, lambda } = clientsOf({ url, keys: rootKey });
  const { User } = await iam.send(new CreateUserCommand({ UserName: "asker" }));
  for (const name of ["one", "two", "three"]) {
    const { Policy } = await iam.send(
      new CreatePolicyCommand({
        PolicyName: name,
        PolicyDocument: tenStatements(name),
      }),
    );
    await iam.send(
      new AttachUserPolicyCommand({
        UserName: "asker",
        PolicyArn: Policy?.Arn,
      }),
    );
  }
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName: "asked",
      AssumeRolePolicyDocument: LAMBDA_TRUST,
    }),
  );
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: FUNCTION,
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Role: Role?.Arn,
      Code: {
        ZipFile: writeZip([
          { name: "index.js", body: "exports.handler = async () => 1;" },
        ]),
      },
    }),
  );
  const { AccessKey } = await iam.send(
    new CreateAccessKeyCommand({ UserName: "asker" }),
  );
  return {
    userId: User?.UserId ?? "",
    accessKeyId: AccessKey?.AccessKeyId ?? "",
    secretAccessKey: AccessKey?.SecretAccessKey ?? "",
  };
}

function tenStatements(name: string): string {
  const arn = "arn:aws:lambda:us-east-1:000000000000:function";
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: Array.from({ length: 10 }, (_, i) => ({
      Effect: i === 9 ? "Deny" : "Allow",
      Action:
        i % 2 === 0
          ? ["lambda:Get*", "lambda:List*"]
          : ["s3:GetObject", "s3:PutObject"],
      Resource: i === 0 ? `${arn}:*` : `${arn}:${name}-${i}-*`,
    })),
  });
}
