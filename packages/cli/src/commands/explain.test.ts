import { deepEqual, equal, match } from "node:assert/strict";
import { spawn } from "node:child_process";
import { test } from "node:test";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { ListUsersCommand } from "@aws-sdk/client-iam";
import { CreateBucketCommand, GetObjectCommand } from "@aws-sdk/client-s3";
import type { Explained } from "@gatehouse/platform/explained";
import {
  startCloud,
  type Cloud,
  type Keys,
} from "../../../platform/testing/cloud.ts";
import {
  allowing,
  makeUser,
  policyOf,
} from "../../../platform/testing/principals.ts";

const GATEHOUSE = fileURLToPath(
  new URL("../../bin/gatehouse.js", import.meta.url),
);

/** Runs the command as whoever holds the keys. */
async function gatehouse(
  cloud: Cloud,
  args: readonly string[],
  keys: Keys = cloud.running.rootKey,
) {
  const child = spawn(process.execPath, [GATEHOUSE, ...args], {
    env: {
      ...process.env,
      NO_COLOR: "1",
      AWS_ENDPOINT_URL: cloud.url,
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
      AWS_REGION: "us-east-1",
    },
  });
  const ended = new Promise((resolve) => child.on("exit", resolve));
  const [stdout, stderr] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
  ]);
  return { status: await ended, stdout: plain(stdout), stderr };
}

/** What differs from run to run, by a name. */
const plain = (output: string): string =>
  output
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "ID")
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME");

const refused = (call: Promise<unknown>): Promise<unknown> =>
  call.catch(() => undefined);

test("explain last tells a newcomer which statement came nearest, and what to add", async () => {
  await using cloud = await startCloud();
  await cloud.s3.send(new CreateBucketCommand({ Bucket: "box" }));
  const policy = policyOf({
    Sid: "ReadOther",
    Effect: "Allow",
    Action: "s3:Get*",
    Resource: ["arn:aws:s3:::other/*", "arn:aws:s3:::box"],
    Condition: { StringEquals: { "aws:PrincipalTag/team": "red" } },
  });
  const ann = await makeUser(cloud, "ann", policy);
  await refused(ann.s3.send(new GetObjectCommand({ Bucket: "box", Key: "k" })));
  const { status, stdout } = await gatehouse(cloud, ["explain", "last"]);
  equal(status, 1);
  equal(
    stdout,
    `DENIED  s3:GetObject
  on        arn:aws:s3:::box/k
  by        arn:aws:iam::000000000000:user/ann
  in        a call of s3:GetObject at TIME in us-east-1
  request   ID
  decision  ID

Why
  What is not allowed is denied, and the principal's policies (what the principal may do) do not allow it.
  User: arn:aws:iam::000000000000:user/ann is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::box/k because no identity-based policy allows the s3:GetObject action

What each kind of policy says
   -  the resource's own policy  none
  no  the principal's policies   nothing there allows it (1 statement)
   -  the permissions boundary   none
   -  session policies           none

The statement that comes nearest to allowing it
  statement 1 ("ReadOther") of the inline policy "own" of user/ann:
    yes  Action "s3:Get*"
    no   Resource "arn:aws:s3:::other/*" or "arn:aws:s3:::box" does not include arn:aws:s3:::box/k
           nearest is arn:aws:s3:::other/*: its resource is "other/*", the request's "box/k"
    no   StringEquals aws:PrincipalTag/team: wants "red"; the request has no such key

What would allow it
  Add to a policy of the principal (user/ann):
    {
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::box/k"
    }
  Proved: decided again with it, the request is allowed.

Now
  The policies of this moment decide the same.
`,
  );
});

test("explain shows a denial that nothing added can turn, with what made it apply", async () => {
  await using cloud = await startCloud();
  const policy = policyOf(
    { Effect: "Allow", Action: "iam:*", Resource: "*" },
    {
      Sid: "NotFromHere",
      Effect: "Deny",
      Action: "iam:List*",
      Resource: "*",
      Condition: { IpAddress: { "aws:SourceIp": "127.0.0.0/8" } },
    },
  );
  const ann = await makeUser(cloud, "ann", policy);
  await refused(ann.iam.send(new ListUsersCommand({})));
  const { stdout } = await gatehouse(cloud, ["explain", "last", "user/ann"]);
  equal(
    stdout.slice(stdout.indexOf("What each")),
    `What each kind of policy says
   -  the resource's own policy  none
  no  the principal's policies   denied: statement 2 ("NotFromHere") of the inline policy "own" of user/ann
   -  the permissions boundary   none
   -  session policies           none

The statement that denies
  statement 2 ("NotFromHere") of the inline policy "own" of user/ann:
    yes  Action "iam:List*"
    yes  Resource "*"
    yes  IpAddress aws:SourceIp: wants "127.0.0.0/8"; the request has "127.0.0.1"

What would allow it
  No added statement can: the denial in the principal's policies must be changed or removed.

Now
  The policies of this moment decide the same.
`,
  );
});

test("explain judges a call that nobody made, in text and JSON, and its exit code tells the verdict", async () => {
  await using cloud = await startCloud();
  await makeUser(
    cloud,
    "ann",
    policyOf({
      Effect: "Allow",
      Action: "lambda:InvokeFunction",
      Resource: "*",
      Condition: { StringEquals: { "aws:ResourceTag/team": "red" } },
    }),
  );
  const ask = (...more: string[]) =>
    gatehouse(cloud, [
      "explain",
      "user/ann",
      "lambda:InvokeFunction",
      "arn:aws:lambda:us-east-1:000000000000:function:f",
      ...more,
    ]);
  const denied = await ask("--json");
  equal(denied.status, 1);
  equal((JSON.parse(denied.stdout) as Explained).verdict, "denied");
  const allowed = await ask("--context", "aws:ResourceTag/team=red");
  equal(allowed.status, 0);
  equal(
    allowed.stdout,
    `ALLOWED  lambda:InvokeFunction
  on        arn:aws:lambda:us-east-1:000000000000:function:f
  by        arn:aws:iam::000000000000:user/ann

Why
  Nothing denies it, and every kind of policy that must allow it does.

What each kind of policy says
   -  the resource's own policy  none
  yes the principal's policies   allowed: statement 1 of the inline policy "own" of user/ann
   -  the permissions boundary   none
   -  session policies           none
`,
  );
});

test("explain and audit-only say why they have no answer", async () => {
  await using cloud = await startCloud();
  const ann = await makeUser(cloud, "ann", allowing("s3:*"));
  const status = async (args: string[], keys?: Keys) => {
    const ended = await gatehouse(cloud, args, keys);
    match(ended.stderr, /\w/, args.join(" "));
    equal(/\n\s+at /.test(ended.stderr), false, ended.stderr);
    return ended.status;
  };
  equal(await status(["explain", "last"]), 3);
  equal(await status(["explain", "last"], ann.keys), 3);
  const nowhere = ["--endpoint-url", "http://127.0.0.1:1"];
  equal(await status(["explain", "last", ...nowhere]), 3);
  equal(await status(["audit-only", "on", "user/ann"], ann.keys), 3);
  equal(await status(["audit-only", "on", "user/nobody"]), 3);
  for (const wrong of [
    ["explain"],
    ["explain", "user/ann", "s3:GetObject"],
    ["explain", "a", "s3:GetObject", "*", "--context", "nothing"],
    ["explain", "last", "--endpoint-url", "nowhere"],
    ["audit-only"],
    ["audit-only", "on"],
    ["audit-only", "list", "user/ann"],
    ["audit-only", "perhaps", "user/ann"],
  ])
    equal(await status(wrong), 2, wrong.join(" "));
});

test("audit-only goes on and off, and explain tells what would have been denied", async () => {
  await using cloud = await startCloud();
  const ann = await makeUser(cloud, "ann");
  const on = await gatehouse(cloud, ["audit-only", "on", ann.arn]);
  equal(on.status, 0, on.stderr);
  await ann.iam.send(new ListUsersCommand({}));
  const { stdout } = await gatehouse(cloud, ["explain", "last"]);
  match(stdout, /^WOULD BE DENIED {2}iam:ListUsers/);
  match(stdout, /It passed because the caller is set to audit-only/);
  equal(
    (await gatehouse(cloud, ["audit-only", "list"])).stdout,
    `${ann.arn}  since TIME, set by arn:aws:iam::000000000000:root\n`,
  );
  await gatehouse(cloud, ["audit-only", "off", "user/ann"]);
  const { stdout: listed } = await gatehouse(cloud, [
    "audit-only",
    "list",
    "--json",
  ]);
  deepEqual(JSON.parse(listed), { watched: [] });
});
