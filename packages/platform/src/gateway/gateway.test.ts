import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { connect } from "node:net";
import { test } from "node:test";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import {
  CreateRoleCommand,
  ListMFADevicesCommand,
  ListServerCertificatesCommand,
} from "@aws-sdk/client-iam";
import { startCloud } from "../../testing/cloud.ts";
import { trustingService } from "../../testing/principals.ts";

test("health tells that it is ready, metrics tell what it did", async () => {
  await using cloud = await startCloud();
  await cloud.sts.send(new GetCallerIdentityCommand({}));
  const health = (await (
    await fetch(`${cloud.url}/_gatehouse/health`)
  ).json()) as { status: string };
  equal(health.status, "ok");
  const metrics = await (await fetch(`${cloud.url}/_gatehouse/metrics`)).text();
  match(
    metrics,
    /gatehouse_requests_total\{service="sts",operation="GetCallerIdentity",status="200"\} 1/,
  );
});

test("only an ephemeral platform can be reset or moved in time", async () => {
  await using cloud = await startCloud();
  await cloud.iam.send(
    new CreateRoleCommand({
      RoleName: "r",
      AssumeRolePolicyDocument: trustingService("lambda.amazonaws.com"),
    }),
  );
  const post = (path: string, body?: string) =>
    fetch(`${cloud.url}/_gatehouse/${path}`, {
      method: "POST",
      ...(body ? { body } : {}),
    });
  equal((await post("clock", '{"advanceSeconds":60}')).status, 200);
  equal((await post("clock", '{"advanceSeconds":-1}')).status, 400);
  equal((await post("clock", "nonsense")).status, 400);
  equal((await post("reset")).status, 200);
  deepEqual(await cloud.trail(), []);
  const { Arn } = await cloud.sts.send(new GetCallerIdentityCommand({}));
  ok(Arn?.endsWith(":root"));

  await using kept = await startCloud({
    GATEHOUSE_DATA_DIR: await temporary(),
  });
  for (const path of ["clock", "reset"])
    equal(
      (await fetch(`${kept.url}/_gatehouse/${path}`, { method: "POST" }))
        .status,
      403,
    );
});

test("an operation that is modelled but not built answers 501 and its name, even to those who may do all", async () => {
  await using cloud = await startCloud();
  await rejects(cloud.iam.send(new ListServerCertificatesCommand({})), {
    name: "NotImplemented",
    message: /ListServerCertificates/,
  });
  await cloud.iam.send(new ListMFADevicesCommand({}));
});

test("a request without credentials, or for no service, is answered in the words of its protocol", async () => {
  await using cloud = await startCloud();
  const form = await fetch(cloud.url, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "Action=GetCallerIdentity&Version=2011-06-15",
  });
  equal(form.status, 403);
  match(await form.text(), /<Code>MissingAuthenticationToken<\/Code>/);
  const json = await fetch(cloud.url, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": "DynamoDB_20120810.ListTables",
    },
    body: "{}",
  });
  equal(json.status, 501);
  match(await json.text(), /does not serve/);
});

test("a body that is larger than its operation takes is refused, and the connection ends", async () => {
  await using cloud = await startCloud();
  const answer = await fetch(cloud.url, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body:
      "Action=GetCallerIdentity&Version=2011-06-15&x=" + "y".repeat(2 << 20),
  }).catch(() => undefined);
  // Some clients see the connection end before they have read the answer.
  if (answer) equal(answer.status, 413);
});

test("rubbish on the wire closes the connection and harms nobody", async () => {
  await using cloud = await startCloud();
  const { port } = new URL(cloud.url);
  for (const text of [
    "\u0000\u0001\u0002\r\n\r\n",
    "GET / HTTP/9.9\r\n\r\n",
    "POST /\r\ncontent-length: -5\r\n\r\n",
  ])
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), "127.0.0.1", () => socket.end(text));
      socket.on("data", () => undefined);
      socket.on("error", () => resolve());
      socket.on("close", () => resolve());
    });
  await cloud.sts.send(new GetCallerIdentityCommand({}));
});

async function temporary(): Promise<string> {
  const { mkdtemp } = await import("node:fs/promises");
  const { tmpdir } = await import("node:os");
  const { join } = await import("node:path");
  return mkdtemp(join(tmpdir(), "gatehouse-gateway-"));
}
