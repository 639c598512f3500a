import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CreateAccessKeyCommand,
  CreateLoginProfileCommand,
  CreateUserCommand,
  GenerateCredentialReportCommand,
  GetCredentialReportCommand,
  UpdateAccessKeyCommand,
  UpdateAccountPasswordPolicyCommand,
} from "@aws-sdk/client-iam";
import { ListBucketsCommand } from "@aws-sdk/client-s3";
import { startCloud, type Clients } from "../../../../testing/cloud.ts";
import {
  allowing,
  giveUser,
  makeUser,
} from "../../../../testing/principals.ts";

const generate = (who: Clients) =>
  who.iam.send(new GenerateCredentialReportCommand({}));
const get = (who: Clients) => who.iam.send(new GetCredentialReportCommand({}));

/** The report's lines by their users, each by its columns. */
async function lines(who: Clients) {
  const { Content } = await get(who);
  const [head = "", ...rows] = Buffer.from(Content ?? [])
    .toString()
    .split("\n");
  const columns = head.split(",");
  return rows.map((row): Record<string, string> =>
    Object.fromEntries(row.split(",").map((text, i) => [columns[i], text])),
  );
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

void test("a report tells every user's credentials in AWS's columns, the root user first", async () => {
  await using cloud = await startCloud();
  await cloud.iam.send(
    new UpdateAccountPasswordPolicyCommand({ MaxPasswordAge: 90 }),
  );
  const ada = await makeUser(cloud, "ada", allowing("s3:*"));
  await ada.s3.send(new ListBucketsCommand({}));
  const { AccessKey } = await cloud.iam.send(
    new CreateAccessKeyCommand({ UserName: "ada" }),
  );
  await cloud.iam.send(
    new UpdateAccessKeyCommand({
      UserName: "ada",
      AccessKeyId: AccessKey?.AccessKeyId,
      Status: "Inactive",
    }),
  );
  await cloud.iam.send(
    new CreateLoginProfileCommand({ UserName: "ada", Password: "Sesam-1234" }),
  );
  await cloud.iam.send(new CreateUserCommand({ UserName: "Bob" }));
  await generate(cloud);

  const [root, first, second, ...rest] = await lines(cloud);
  assert.deepEqual(rest, []);
  assert.equal(root?.["user"], "<root_account>");
  assert.equal(root?.["arn"], `arn:aws:iam::${cloud.accountId}:root`);
  assert.equal(root?.["password_enabled"], "not_supported");
  assert.equal(root?.["access_key_1_active"], "true");
  assert.equal(root?.["access_key_1_last_used_service"], "iam");

  assert.equal(first?.["user"], "ada");
  assert.equal(first?.["password_enabled"], "true");
  assert.equal(first?.["password_last_used"], "no_information");
  const changed = first["password_last_changed"] ?? "";
  assert.match(changed, TIME);
  assert.equal(
    Date.parse(first["password_next_rotation"] ?? "") - Date.parse(changed),
    90 * 86_400_000,
  );
  const keys = ["1", "2"].map((n) => ({
    active: first[`access_key_${n}_active`],
    service: first[`access_key_${n}_last_used_service`],
    rotated: TIME.test(first[`access_key_${n}_last_rotated`] ?? ""),
  }));
  // The keys stand in the order of their ids, which are random.
  assert.deepEqual(
    new Set(keys.map((key) => JSON.stringify(key))),
    new Set([
      '{"active":"true","service":"s3","rotated":true}',
      '{"active":"false","service":"N/A","rotated":true}',
    ]),
  );

  const nothing = Object.entries(second ?? {}).slice(3);
  assert.equal(second?.["user"], "Bob");
  assert.equal(nothing.length, 19);
  assert.deepEqual(
    new Set(nothing.map(([, text]) => text)),
    new Set(["false", "N/A"]),
  );
});

void test("a report is made once in four hours; older ones are not handed out", async () => {
  await using cloud = await startCloud();
  await assert.rejects(get(cloud), {
    name: "CredentialReportNotPresentException",
  });
  assert.equal((await generate(cloud)).State, "STARTED");
  assert.equal((await generate(cloud)).State, "COMPLETE");
  await cloud.iam.send(new CreateUserCommand({ UserName: "ada" }));
  assert.equal((await lines(cloud)).length, 1);

  cloud.advance(4 * 3600 + 1);
  await assert.rejects(get(cloud), {
    name: "CredentialReportExpiredException",
  });
  assert.equal((await generate(cloud)).State, "STARTED");
  assert.equal((await lines(cloud)).length, 2);
  const { ReportFormat, GeneratedTime } = await get(cloud);
  assert.equal(ReportFormat, "text/csv");
  assert.ok(GeneratedTime);
});

void test("a report is for those who may see it, and of their account alone", async () => {
  await using cloud = await startCloud();
  const ada = await makeUser(cloud, "ada");
  const DENIED = { name: "AccessDenied" };
  await assert.rejects(generate(ada), DENIED);
  await assert.rejects(get(ada), DENIED);
  await giveUser(
    cloud,
    "ada",
    allowing(["iam:GenerateCredentialReport", "iam:GetCredentialReport"]),
  );
  await generate(ada);
  assert.equal((await lines(ada)).length, 2);

  const other = await cloud.account("222222222222");
  await assert.rejects(get(other), {
    name: "CredentialReportNotPresentException",
  });
});

void test("a user's name may hold a comma", async () => {
  await using cloud = await startCloud();
  await cloud.iam.send(new CreateUserCommand({ UserName: "ada,jr" }));
  await generate(cloud);
  const { Content } = await get(cloud);
  const text = Buffer.from(Content ?? []).toString();
  assert.match(text, /\n"ada,jr","arn:aws:iam::\d+:user\/ada,jr",/);
});
