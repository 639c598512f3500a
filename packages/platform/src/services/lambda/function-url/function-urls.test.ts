import {
  deepEqual,
  equal,
  match,
  notEqual,
  ok,
  rejects,
} from "node:assert/strict";
import { test } from "node:test";
import {
  AddPermissionCommand,
  CreateAliasCommand,
  CreateFunctionUrlConfigCommand,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  DeleteFunctionUrlConfigCommand,
  GetFunctionUrlConfigCommand,
  ListFunctionUrlConfigsCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  RemovePermissionCommand,
  UpdateFunctionUrlConfigCommand,
  type CreateFunctionUrlConfigCommandInput,
} from "@aws-sdk/client-lambda";
import { startCloud, type Cloud } from "../../../../testing/cloud.ts";
import {
  allowing,
  makeUser,
  policyOf,
} from "../../../../testing/principals.ts";
import { makeFunction } from "../testing/functions.ts";
import { noteMeasurements } from "../testing/measured.ts";
import { openUrl, urlIdOf, urlRequest } from "../testing/url-request.ts";

const FunctionName = "site";

/** A function with a URL; answers the URL's id. */
async function site(
  cloud: Cloud,
  source?: string,
  url: Partial<CreateFunctionUrlConfigCommandInput> = {},
): Promise<string> {
  await makeFunction(cloud, FunctionName, source);
  const { FunctionUrl } = await cloud.lambda.send(
    new CreateFunctionUrlConfigCommand({
      FunctionName,
      AuthType: "NONE",
      ...url,
    }),
  );
  return urlIdOf(FunctionUrl);
}

/** The two statements by which everybody may call a URL. */
async function open(cloud: Cloud, Qualifier?: string): Promise<void> {
  const both = { FunctionName, Principal: "*", Qualifier };
  await cloud.lambda.send(
    new AddPermissionCommand({
      ...both,
      StatementId: "url",
      Action: "lambda:InvokeFunctionUrl",
      FunctionUrlAuthType: "NONE",
    }),
  );
  await cloud.lambda.send(
    new AddPermissionCommand({
      ...both,
      StatementId: "function",
      Action: "lambda:InvokeFunction",
      InvokedViaFunctionUrl: true,
    }),
  );
}

void test("a URL is made, read, changed, listed and deleted", async () => {
  await using cloud = await startCloud();
  const { FunctionArn } = await makeFunction(cloud, FunctionName);
  const Cors = { AllowOrigins: ["https://a.example"], MaxAge: 60 };
  const made = await cloud.lambda.send(
    new CreateFunctionUrlConfigCommand({
      FunctionName,
      AuthType: "AWS_IAM",
      Cors,
    }),
  );
  equal(made.$metadata.httpStatusCode, 201);
  deepEqual(
    [made.FunctionArn, made.AuthType, made.InvokeMode, made.Cors],
    [FunctionArn, "AWS_IAM", "BUFFERED", Cors],
  );
  const id = urlIdOf(made.FunctionUrl);
  equal(id.length, 32);
  ok((made.FunctionUrl ?? "").endsWith("/"));
  match(made.CreationTime ?? "", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/);

  await rejects(
    cloud.lambda.send(
      new CreateFunctionUrlConfigCommand({ FunctionName, AuthType: "NONE" }),
    ),
    {
      name: "ResourceConflictException",
      message: `Failed to create function url config for [functionArn = ${FunctionArn}]. Error message:  FunctionUrlConfig exists for this Lambda function`,
    },
  );
  const changed = await cloud.lambda.send(
    new UpdateFunctionUrlConfigCommand({
      FunctionName,
      InvokeMode: "RESPONSE_STREAM",
      Cors: {},
    }),
  );
  deepEqual(
    [changed.AuthType, changed.InvokeMode, changed.Cors, changed.FunctionUrl],
    ["AWS_IAM", "RESPONSE_STREAM", undefined, made.FunctionUrl],
  );
  const { FunctionUrlConfigs } = await cloud.lambda.send(
    new ListFunctionUrlConfigsCommand({ FunctionName }),
  );
  deepEqual(
    FunctionUrlConfigs?.map(({ FunctionUrl }) => FunctionUrl),
    [made.FunctionUrl],
  );
  await cloud.lambda.send(new DeleteFunctionUrlConfigCommand({ FunctionName }));
  await rejects(
    cloud.lambda.send(new GetFunctionUrlConfigCommand({ FunctionName })),
    {
      name: "ResourceNotFoundException",
      message: "The resource you requested does not exist.",
    },
  );
  equal((await urlRequest(cloud, id)).status, 404);
});

void test("only functions and aliases have URLs; what is no CORS is refused", async () => {
  await using cloud = await startCloud();
  await makeFunction(cloud, FunctionName);
  const create = (more: object) =>
    cloud.lambda.send(
      new CreateFunctionUrlConfigCommand({
        FunctionName,
        AuthType: "NONE",
        ...more,
      }),
    );
  await rejects(create({ FunctionName: "missing" }), {
    name: "ResourceNotFoundException",
  });
  await rejects(create({ Qualifier: "missing" }), {
    name: "ResourceNotFoundException",
  });
  await rejects(create({ Qualifier: "1" }), { name: "ValidationException" });
  await rejects(create({ Cors: { MaxAge: 86_401 } }), {
    name: "ValidationException",
  });
  await rejects(create({ Cors: { AllowMethods: ["FETCH"] } }), {
    name: "InvalidParameterValueException",
  });
});

void test("everybody is let in by two statements, and by neither of them alone", async () => {
  await using cloud = await startCloud();
  const id = await site(cloud, "export const handler = async () => 'in'");
  const refused = await urlRequest(cloud, id);
  equal(refused.status, 403);
  equal(refused.body, '{"Message":"Forbidden"}');
  equal(refused.headers["x-amzn-errortype"], "AccessDeniedException");

  await open(cloud);
  const allowed = await urlRequest(cloud, id);
  deepEqual([allowed.status, allowed.body], [200, '"in"']);

  for (const StatementId of ["url", "function"]) {
    await cloud.lambda.send(
      new RemovePermissionCommand({ FunctionName, StatementId }),
    );
    equal((await urlRequest(cloud, id)).status, 403, StatementId);
    await cloud.lambda.send(
      new RemovePermissionCommand({
        FunctionName,
        StatementId: StatementId === "url" ? "function" : "url",
      }),
    );
    await open(cloud);
  }
  const trail = await cloud.trail();
  const denial = trail.find(
    ({ eventName }) => eventName === "InvokeFunctionUrl",
  );
  equal(denial?.errorCode, "AccessDenied");
  match(denial?.errorMessage ?? "", /lambda:InvokeFunctionUrl/);
  equal(denial?.recipientAccountId, cloud.accountId);
  ok(denial?.additionalEventData);
});

void test("what is said of URLs is said of the actions that URLs need", async () => {
  await using cloud = await startCloud();
  await makeFunction(cloud, FunctionName);
  const grant = (more: object) =>
    cloud.lambda.send(
      new AddPermissionCommand({
        FunctionName,
        Principal: "*",
        StatementId: "s",
        Action: "lambda:GetFunction",
        ...more,
      }),
    );
  for (const more of [
    { FunctionUrlAuthType: "NONE" },
    { Action: "lambda:InvokeFunction", FunctionUrlAuthType: "AWS_IAM" },
    { Action: "lambda:InvokeFunctionUrl", InvokedViaFunctionUrl: true },
  ])
    await rejects(grant(more), {
      name: "InvalidParameterValueException",
      message: /is only supported for lambda:/,
    });
});

void test("a statement for one kind of authentication does not open a URL of the other", async () => {
  await using cloud = await startCloud();
  const id = await site(cloud);
  await open(cloud);
  equal((await urlRequest(cloud, id)).status, 200);
  await cloud.lambda.send(
    new UpdateFunctionUrlConfigCommand({ FunctionName, AuthType: "AWS_IAM" }),
  );
  const user = await makeUser(cloud, "visitor");
  equal((await urlRequest(cloud, id)).status, 403);
  equal((await urlRequest(cloud, id, { keys: user.keys })).status, 403);
});

void test("a signed request is let in by the caller's own policy, and the function learns who calls", async () => {
  await using cloud = await startCloud();
  const id = await site(cloud, undefined, { AuthType: "AWS_IAM" });
  const both = ["lambda:InvokeFunctionUrl", "lambda:InvokeFunction"];
  const user = await makeUser(cloud, "visitor", allowing(both));
  const halves = await Promise.all(
    both.map((action) =>
      makeUser(cloud, `only-${action.slice(7)}`, allowing(action)),
    ),
  );
  const { status, body } = await urlRequest(cloud, id, { keys: user.keys });
  equal(status, 200);
  const event = JSON.parse(body) as {
    headers: Record<string, string>;
    requestContext: { accountId: string; authorizer: { iam: object } };
  };
  equal(event.requestContext.accountId, cloud.accountId);
  deepEqual(event.requestContext.authorizer.iam, {
    accessKey: user.keys.accessKeyId,
    accountId: cloud.accountId,
    callerId:
      user.userName &&
      (event.requestContext.authorizer.iam as { userId: string }).userId,
    cognitoIdentity: null,
    principalOrgId: null,
    userArn: user.arn,
    userId: (event.requestContext.authorizer.iam as { userId: string }).userId,
  });
  equal(event.headers["authorization"], undefined);

  for (const half of halves)
    equal((await urlRequest(cloud, id, { keys: half.keys })).status, 403);
  equal((await urlRequest(cloud, id)).body, '{"Message":"Forbidden"}');
  const forged = await urlRequest(cloud, id, {
    keys: { ...user.keys, secretAccessKey: "wrong" },
  });
  equal(forged.status, 403);
  match(forged.body, /signature we calculated does not match/);
  const elsewhere = { keys: user.keys, region: "eu-west-1" };
  equal((await urlRequest(cloud, id, elsewhere)).status, 403);
});

void test("condition keys tell how the URL authenticates and that a call came through it", async () => {
  await using cloud = await startCloud();
  const id = await site(cloud, undefined, { AuthType: "AWS_IAM" });
  const policy = (type: string, via: string) =>
    policyOf(
      {
        Effect: "Allow",
        Action: "lambda:InvokeFunctionUrl",
        Resource: "*",
        Condition: { StringEquals: { "lambda:FunctionUrlAuthType": type } },
      },
      {
        Effect: "Allow",
        Action: "lambda:InvokeFunction",
        Resource: "*",
        Condition: { Bool: { "lambda:InvokedViaFunctionUrl": via } },
      },
    );
  const may = await makeUser(cloud, "may", policy("AWS_IAM", "true"));
  const none = await makeUser(cloud, "none", policy("NONE", "true"));
  const direct = await makeUser(cloud, "direct", policy("AWS_IAM", "false"));
  equal((await urlRequest(cloud, id, { keys: may.keys })).status, 200);
  equal((await urlRequest(cloud, id, { keys: none.keys })).status, 403);
  equal((await urlRequest(cloud, id, { keys: direct.keys })).status, 403);
});

void test("another account needs both sides' consent", async () => {
  await using cloud = await startCloud();
  const id = await site(cloud, undefined, { AuthType: "AWS_IAM" });
  const other = await cloud.account("111122223333");
  const both = ["lambda:InvokeFunctionUrl", "lambda:InvokeFunction"];
  const willing = await makeUser(cloud, "willing", allowing(both), other);
  const idle = await makeUser(cloud, "idle", undefined, other);
  equal((await urlRequest(cloud, id, { keys: willing.keys })).status, 403);
  for (const Action of both)
    await cloud.lambda.send(
      new AddPermissionCommand({
        FunctionName,
        StatementId: Action.slice(7),
        Action,
        Principal: "111122223333",
      }),
    );
  equal((await urlRequest(cloud, id, { keys: willing.keys })).status, 200);
  equal((await urlRequest(cloud, id, { keys: idle.keys })).status, 403);
});

void test("a URL of an alias runs the alias's version, has a policy of its own, and goes with it", async () => {
  await using cloud = await startCloud();
  await makeFunction(
    cloud,
    FunctionName,
    "export const handler = async (_, { functionVersion, invokedFunctionArn }) => [functionVersion, invokedFunctionArn.split(':').at(-1)]",
  );
  await cloud.lambda.send(new PublishVersionCommand({ FunctionName }));
  await cloud.lambda.send(
    new CreateAliasCommand({
      FunctionName,
      Name: "live",
      FunctionVersion: "1",
    }),
  );
  const { FunctionUrl } = await cloud.lambda.send(
    new CreateFunctionUrlConfigCommand({
      FunctionName,
      Qualifier: "live",
      AuthType: "NONE",
    }),
  );
  const id = urlIdOf(FunctionUrl);
  await open(cloud);
  equal((await urlRequest(cloud, id)).status, 403);
  await open(cloud, "live");
  equal((await urlRequest(cloud, id)).body, '["1","live"]');
  await cloud.lambda.send(
    new DeleteAliasCommand({ FunctionName, Name: "live" }),
  );
  equal((await urlRequest(cloud, id)).status, 404);
});

void test("the function gets the request in payload format 2.0", async () => {
  await using cloud = await startCloud();
  const id = await site(cloud);
  await open(cloud);
  const { body, headers } = await urlRequest(cloud, id, {
    method: "POST",
    path: "/a%20b/c?x=1&y=%C3%A9&x=2",
    headers: {
      cookie: "k=v; l=w",
      "content-type": "application/json",
      "user-agent": "tester",
      "X-Mixed": "Case",
    },
    body: '{"é":1}',
  });
  const event = JSON.parse(body) as Record<string, never> & {
    headers: Record<string, string>;
    requestContext: Record<string, unknown> & { timeEpoch: number };
  };
  const { requestContext, headers: sent, ...rest } = event;
  deepEqual(rest, {
    version: "2.0",
    routeKey: "$default",
    rawPath: "/a%20b/c",
    rawQueryString: "x=1&y=%C3%A9&x=2",
    cookies: ["k=v", "l=w"],
    queryStringParameters: { x: "1,2", y: "é" },
    body: '{"é":1}',
    isBase64Encoded: false,
  });
  equal(sent["x-mixed"], "Case");
  equal(sent["cookie"], undefined);
  equal(sent["x-forwarded-proto"], "http");
  match(sent["x-amzn-trace-id"] ?? "", /^Root=1-/);
  const { time, timeEpoch, requestId, ...context } = requestContext;
  deepEqual(context, {
    accountId: "anonymous",
    apiId: id,
    domainName: `${id}.lambda-url.us-east-1.localhost`,
    domainPrefix: id,
    http: {
      method: "POST",
      path: "/a%20b/c",
      protocol: "HTTP/1.1",
      sourceIp: "127.0.0.1",
      userAgent: "tester",
    },
    routeKey: "$default",
    stage: "$default",
  });
  match(String(time), /^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);
  ok(timeEpoch > 0);
  equal(requestId, headers["x-amzn-requestid"]);
});

void test("bytes and forms come in base64", async () => {
  await using cloud = await startCloud();
  const id = await site(cloud);
  await open(cloud);
  for (const type of [
    "application/octet-stream",
    "application/x-www-form-urlencoded",
  ]) {
    const { body } = await urlRequest(cloud, id, {
      method: "POST",
      headers: { "content-type": type },
      body: "a=b",
    });
    const { isBase64Encoded, body: sent } = JSON.parse(body) as {
      isBase64Encoded: boolean;
      body: string;
    };
    deepEqual([isBase64Encoded, sent], [true, "YT1i"]);
  }
});

void test("the path of the platform's own host stands for the URL's host", async () => {
  await using cloud = await startCloud();
  const id = await site(cloud);
  await open(cloud);
  const answer = await fetch(`${cloud.url}/_gatehouse/lambda-url/${id}/a?b=c`);
  const event = (await answer.json()) as Record<string, unknown>;
  deepEqual([event["rawPath"], event["rawQueryString"]], ["/a", "b=c"]);
  const missing = await fetch(
    `${cloud.url}/_gatehouse/lambda-url/${"a".repeat(32)}/`,
  );
  equal(missing.status, 404);
});

void test("below a domain that leads to the platform each URL has a host of its own", async () => {
  await using cloud = await startCloud({
    GATEHOUSE_EPHEMERAL: "1",
    GATEHOUSE_URL_DOMAIN: "gate.example",
  });
  const id = await site(cloud);
  const { FunctionUrl } = await cloud.lambda.send(
    new GetFunctionUrlConfigCommand({ FunctionName }),
  );
  const { port } = new URL(cloud.url);
  equal(FunctionUrl, `http://${id}.lambda-url.us-east-1.gate.example:${port}/`);
});

void test("a described answer becomes status, headers, cookies and bytes", async () => {
  await using cloud = await startCloud();
  const id = await site(
    cloud,
    `export const handler = async () => ({ statusCode: 201, headers: { "Content-Type": "text/plain", "X-A": 1, "content-length": "999" }, cookies: ["a=1; Secure", "b=2"], body: Buffer.from("héllo").toString("base64"), isBase64Encoded: true })`,
  );
  await open(cloud);
  const { status, headers, body } = await urlRequest(cloud, id);
  deepEqual([status, body], [201, "héllo"]);
  deepEqual(headers["set-cookie"], ["a=1; Secure", "b=2"]);
  deepEqual(
    [headers["content-type"], headers["x-a"], headers["content-length"]],
    ["text/plain", "1", "6"],
  );
  match(String(headers["x-amzn-trace-id"]), /^Root=1-/);
});

void test("a function that fails, or answers what is no answer, is a bad gateway", async () => {
  await using cloud = await startCloud();
  const id = await site(
    cloud,
    `export const handler = async ({ rawPath }) => {
      if (rawPath === "/throw") throw new Error("secret detail");
      if (rawPath === "/status") return { statusCode: "many" };
      if (rawPath === "/header") return { statusCode: 200, headers: { "a b": "c" } };
      if (rawPath === "/split") return { statusCode: 200, headers: { a: "b\\r\\nc: d" } };
      if (rawPath === "/body") return { statusCode: 200, body: { a: 1 } };
      if (rawPath === "/large") return "x".repeat(7_000_000);
      return { fine: true };
    }`,
  );
  await open(cloud);
  equal((await urlRequest(cloud, id)).body, '{"fine":true}');
  for (const path of [
    "/throw",
    "/status",
    "/header",
    "/split",
    "/body",
    "/large",
  ]) {
    const { status, body } = await urlRequest(cloud, id, { path });
    deepEqual([status, body], [502, "Internal Server Error"], path);
  }
});

void test("what is too large is refused, and what is too much is throttled", async () => {
  await using cloud = await startCloud();
  const id = await site(cloud, "export const handler = async () => 1");
  await open(cloud);
  const send = (bytes: number) =>
    urlRequest(cloud, id, { method: "POST", body: Buffer.alloc(bytes) });
  equal((await send(4_000_000)).status, 200);
  equal((await send(6_000_000)).status, 413);
  equal((await send(6_291_457)).status, 413);
  await cloud.lambda.send(
    new PutFunctionConcurrencyCommand({
      FunctionName,
      ReservedConcurrentExecutions: 0,
    }),
  );
  equal((await urlRequest(cloud, id)).status, 429);
  await cloud.lambda.send(new DeleteFunctionCommand({ FunctionName }));
  equal((await urlRequest(cloud, id)).status, 404);
});

void test("browsers of allowed origins may read answers, others not; preflights do not reach the function", async () => {
  await using cloud = await startCloud();
  const id = await site(
    cloud,
    `export const handler = async () => ({ statusCode: 200, headers: { "access-control-allow-origin": "https://wrong.example" }, body: "x" })`,
    {
      AuthType: "AWS_IAM",
      Cors: {
        AllowCredentials: true,
        AllowHeaders: ["x-a", "x-b"],
        AllowMethods: ["GET", "POST"],
        AllowOrigins: ["https://*.example"],
        ExposeHeaders: ["date"],
        MaxAge: 300,
      },
    },
  );
  const preflight = (origin: string) =>
    urlRequest(cloud, id, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "GET" },
    });
  const asked = await preflight("https://a.example");
  equal(asked.status, 200);
  const cors = (headers: object) =>
    Object.fromEntries(
      Object.entries(headers).filter(([name]) => name.startsWith("access-")),
    );
  deepEqual(cors(asked.headers), {
    "access-control-allow-origin": "https://a.example",
    "access-control-allow-credentials": "true",
    "access-control-allow-methods": "GET,POST",
    "access-control-allow-headers": "x-a,x-b",
    "access-control-max-age": "300",
  });
  deepEqual(cors((await preflight("https://a.test")).headers), {});

  const { keys } = await makeUser(cloud, "visitor", allowing("lambda:*"));
  const from = async (origin: string) => {
    const { status, headers } = await urlRequest(cloud, id, {
      keys,
      headers: { origin },
    });
    equal(status, 200);
    return cors(headers);
  };
  deepEqual(await from("https://a.example"), {
    "access-control-allow-origin": "https://a.example",
    "access-control-allow-credentials": "true",
    "access-control-expose-headers": "date",
  });
  deepEqual(await from("https://a.test"), {});
});

const STREAMS = `export const handler = awslambda.streamifyResponse(async ({ rawPath, queryStringParameters }, out) => {
  if (rawPath === "/throw") throw new Error("early");
  out = awslambda.HttpResponseStream.from(out, { statusCode: 202, headers: { "content-type": "text/event-stream" }, cookies: ["a=1"] });
  out.write("first");
  if (rawPath === "/midway") throw new Error("late");
  const { existsSync } = await import("node:fs");
  while (!existsSync(queryStringParameters.gate)) await new Promise((go) => setTimeout(go, 5));
  out.end("last");
});`;

void test("a streaming URL passes an answer on while the function makes it", async (t) => {
  // Without walls, so that the function sees the file for which it waits.
  await using cloud = await startCloud({
    GATEHOUSE_EPHEMERAL: "1",
    GATEHOUSE_ISOLATION: "process",
  });
  const id = await site(cloud, STREAMS, { InvokeMode: "RESPONSE_STREAM" });
  await open(cloud);
  const { mkdtempSync, rmSync, writeFileSync } = await import("node:fs");
  const dir = mkdtempSync("/tmp/gate-");
  t.after(() => rmSync(dir, { recursive: true }));
  const answer = await openUrl(cloud, id, { path: `/?gate=${dir}/open` });
  const { statusCode, headers } = answer;
  deepEqual(
    [statusCode, headers["content-type"], headers["set-cookie"]],
    [202, "text/event-stream", ["a=1"]],
  );
  equal(headers["transfer-encoding"], "chunked");
  const pieces = answer[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  equal(String((await pieces.next()).value), "first");
  writeFileSync(`${dir}/open`, "");
  equal(String((await pieces.next()).value), "last");
  equal((await pieces.next()).done, true);

  equal((await urlRequest(cloud, id, { path: "/throw" })).status, 502);
  await rejects(urlRequest(cloud, id, { path: "/midway" }), /aborted/);
});

void test("a streaming URL of a function that does not stream sends its answer as it is", async () => {
  await using cloud = await startCloud();
  const id = await site(
    cloud,
    "export const handler = async () => ({ statusCode: 201 })",
    { InvokeMode: "RESPONSE_STREAM" },
  );
  await open(cloud);
  const { status, body } = await urlRequest(cloud, id);
  deepEqual([status, body], [200, '{"statusCode":201}']);
});

void test("only who may configure a URL does, and the kind of authentication is a condition key", async () => {
  await using cloud = await startCloud();
  await makeFunction(cloud, FunctionName);
  const only = (type: string) =>
    policyOf({
      Effect: "Allow",
      Action: [
        "lambda:CreateFunctionUrlConfig",
        "lambda:UpdateFunctionUrlConfig",
      ],
      Resource: "*",
      Condition: { StringEquals: { "lambda:FunctionUrlAuthType": type } },
    });
  const safe = await makeUser(cloud, "safe", only("AWS_IAM"));
  const create = (AuthType: "NONE" | "AWS_IAM") =>
    safe.lambda.send(
      new CreateFunctionUrlConfigCommand({ FunctionName, AuthType }),
    );
  await rejects(create("NONE"), { name: "AccessDeniedException" });
  await create("AWS_IAM");
  await rejects(
    safe.lambda.send(
      new UpdateFunctionUrlConfigCommand({ FunctionName, AuthType: "NONE" }),
    ),
    { name: "AccessDeniedException" },
  );
  await rejects(
    safe.lambda.send(new DeleteFunctionUrlConfigCommand({ FunctionName })),
    { name: "AccessDeniedException" },
  );
});

void test("requests, failures and latency are metrics of the function", async () => {
  await using cloud = await startCloud();
  const metric = noteMeasurements(cloud);
  const id = await site(
    cloud,
    `export const handler = async ({ rawPath }) => ({ statusCode: Number(rawPath.slice(1)) })`,
  );
  equal((await urlRequest(cloud, id)).status, 403);
  await open(cloud);
  for (const code of [200, 404, 500])
    equal((await urlRequest(cloud, id, { path: `/${code}` })).status, code);
  const sum = async (name: string) =>
    (await metric(name)).reduce((total, { value }) => total + value, 0);
  deepEqual(
    [
      await sum("UrlRequestCount"),
      await sum("Url4xxCount"),
      await sum("Url5xxCount"),
    ],
    [4, 2, 1],
  );
  notEqual(await sum("UrlRequestLatency"), 0);
});
