import { deepEqual, equal, match } from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { CreateAnalyzerCommand } from "@aws-sdk/client-accessanalyzer";
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  GetUserCommand,
  ListUsersCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { startCloud, type Cloud } from "../../../platform/testing/cloud.ts";
import { ownCall } from "../../../platform/testing/own-call.ts";

const GATEHOUSE = fileURLToPath(
  new URL("../../bin/gatehouse.js", import.meta.url),
);
const folder = mkdtempSync(join(tmpdir(), "gatehouse-policy-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const UserName = "builder";
const document = (...Action: string[]): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Sid: "Builder", Effect: "Allow", Action, Resource: "*" }],
  });

/** A platform on which a user looked at himself, and asked in vain for the others. */
async function platform(...granted: string[]) {
  const cloud = await startCloud();
  const { User } = await cloud.iam.send(new CreateUserCommand({ UserName }));
  if (granted.length > 0) await grant(cloud, ...granted);
  const { AccessKey } = await cloud.iam.send(
    new CreateAccessKeyCommand({ UserName }),
  );
  const user = cloud.as({
    accessKeyId: AccessKey?.AccessKeyId ?? "",
    secretAccessKey: AccessKey?.SecretAccessKey ?? "",
  });
  await user.iam.send(new GetUserCommand({ UserName })).catch(() => undefined);
  await user.iam.send(new ListUsersCommand({})).catch(() => undefined);
  return { cloud, arn: User?.Arn ?? "", run: commandOf(cloud) };
}

const grant = (cloud: Cloud, ...actions: string[]) =>
  cloud.iam.send(
    new PutUserPolicyCommand({
      UserName,
      PolicyName: "build",
      PolicyDocument: document(...actions),
    }),
  );

/** Runs `gatehouse policy` with the root user's credentials. */
const commandOf =
  (cloud: Cloud) =>
  (...args: string[]) =>
    new Promise<{ status: number; stdout: string; stderr: string }>(
      (resolve) => {
        const { accessKeyId, secretAccessKey } = cloud.running.rootKey;
        execFile(
          process.execPath,
          [GATEHOUSE, "policy", ...args],
          {
            cwd: folder,
            env: {
              PATH: process.env["PATH"],
              AWS_ENDPOINT_URL: cloud.url,
              AWS_ACCESS_KEY_ID: accessKeyId,
              AWS_SECRET_ACCESS_KEY: secretAccessKey,
            },
          },
          (error, stdout, stderr) =>
            resolve({ status: Number(error?.code ?? 0), stdout, stderr }),
        );
      },
    );

test("generate writes the policy of what was done, and says when nothing was", async () => {
  const { cloud, arn, run } = await platform("iam:Get*");
  await using _ = cloud;
  const { status, stdout } = await run("generate", arn);
  equal(status, 0);
  deepEqual(JSON.parse(stdout), {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: ["iam:GetUser"], Resource: [arn] }],
  });

  await cloud.iam.send(new CreateUserCommand({ UserName: "idle" }));
  const idle = await run("generate", arn.replace(UserName, "idle"));
  equal(idle.status, 1);
  match(idle.stderr, /nothing is recorded/);
  const nobody = await run("generate", `${arn}-2`);
  equal(nobody.status, 2);
  match(nobody.stderr, /ValidationException/);
});

test("unused tells what was granted and never used, and what is wider than its use", async () => {
  const { cloud, arn, run } = await platform("iam:Get*", "s3:DeleteBucket");
  await using _ = cloud;
  const { status, stdout } = await run("unused", arn, "--json");
  equal(status, 1);
  deepEqual(JSON.parse(stdout), {
    principals: [
      {
        principal: arn,
        unused: [{ policy: "build", action: "s3:DeleteBucket", used: [] }],
        wider: [{ policy: "build", action: "iam:Get*", used: ["iam:GetUser"] }],
      },
    ],
    findings: [],
  });
  match((await run("unused")).stdout, /never used {2}s3:DeleteBucket {2}build/);

  await grant(cloud, "iam:GetUser");
  const tidy = await run("unused", arn);
  equal(tidy.status, 0);
  match(tidy.stdout, /all that is granted is used/);

  await cloud.accessanalyzer.send(
    new CreateAnalyzerCommand({
      analyzerName: "unused",
      type: "ACCOUNT_UNUSED_ACCESS",
    }),
  );
  equal((await run("unused", arn)).status, 0);
  cloud.advance(91 * 86_400);
  const later = await run("unused", arn);
  equal(later.status, 1);
  match(later.stdout, /UnusedIAMUserAccessKey {2}\S+:user\/builder/);
});

test("replay shows each verdict that a changed policy would turn, and only those", async () => {
  const { cloud, arn, run } = await platform("iam:GetUser");
  await using _ = cloud;
  const replay = (text: string, ...args: string[]) => {
    writeFileSync(join(folder, "policy.json"), text);
    return run("replay", "policy.json", "--principal", arn, ...args);
  };
  const same = await replay(document("iam:GetUser"));
  equal(same.status, 0);
  match(same.stdout, /2 recorded requests of .*no verdict would change/);

  const turned = await replay(document("iam:ListUsers"), "--json");
  equal(turned.status, 1);
  const because = "statement Builder of policy.json allows it";
  const none = "no identity-based policy allows it";
  const users = `arn:aws:iam::${cloud.accountId}:user/`;
  deepEqual(JSON.parse(turned.stdout), {
    principal: arn,
    replayed: 2,
    changes: [
      {
        action: "iam:GetUser",
        resource: arn,
        was: "allowed",
        would: "denied",
        because: none,
        unknownKeys: [],
      },
      {
        action: "iam:ListUsers",
        resource: users,
        was: "denied",
        would: "allowed",
        because,
        unknownKeys: [],
      },
    ],
  });

  const onlyWithTag = JSON.stringify({
    Version: "2012-10-17",
    Statement: {
      Effect: "Allow",
      Action: "iam:GetUser",
      Resource: "*",
      Condition: { StringEquals: { "aws:PrincipalTag/team": "a" } },
    },
  });
  const doubtful = await replay(onlyWithTag, "--instead-of", "build");
  equal(doubtful.status, 1);
  match(doubtful.stdout, /would be denied {3}iam:GetUser on /);
  match(doubtful.stdout, /taken as missing: aws:PrincipalTag\/team/);
});

test("calls that pass only because they are watched are replayed as denied", async () => {
  const { cloud, arn, run } = await platform();
  await using _ = cloud;
  await ownCall(
    cloud.url,
    cloud.running.rootKey,
    ["POST", "/_gatehouse/audit-only"],
    { target: arn, enabled: true },
  );
  const { AccessKey } = await cloud.iam.send(
    new CreateAccessKeyCommand({ UserName }),
  );
  await cloud
    .as({
      accessKeyId: AccessKey?.AccessKeyId ?? "",
      secretAccessKey: AccessKey?.SecretAccessKey ?? "",
    })
    .iam.send(new GetUserCommand({ UserName }));
  writeFileSync(join(folder, "policy.json"), document("iam:GetUser"));
  const { status, stdout } = await run(
    "replay",
    "policy.json",
    "--principal",
    arn,
  );
  equal(status, 1);
  match(stdout, /would be allowed {2}iam:GetUser on /);
});

test("what cannot be replayed is said before anything is asked", async () => {
  const { cloud, arn, run } = await platform("iam:GetUser");
  await using _ = cloud;
  writeFileSync(join(folder, "broken.json"), "{");
  const broken = await run("replay", "broken.json", "--principal", arn);
  equal(broken.status, 2);
  match(broken.stderr, /Syntax errors in policy/);
  const other = await run("replay", "broken.json");
  match(other.stderr, /--principal ARN/);
});
