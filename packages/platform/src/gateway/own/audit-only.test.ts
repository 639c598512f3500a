import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { test } from "node:test";
import { GetMetricStatisticsCommand } from "@aws-sdk/client-cloudwatch";
import {
  CreateUserCommand,
  DeleteAccessKeyCommand,
  ListRolesCommand,
  ListUsersCommand,
} from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import {
  startCloud,
  type Clients,
  type Cloud,
  type Keys,
} from "../../../testing/cloud.ts";
import { ownCall } from "../../../testing/own-call.ts";
import {
  allowing,
  denying,
  makeRole,
  makeUser,
  removeUser,
  sessionOf,
  trusting,
  trustingService,
} from "../../../testing/principals.ts";
import { serviceCaller } from "../../core/caller.ts";
import {
  attachNew,
  makeAccount,
  makeOrganization,
} from "../../services/organizations/testing/organization.ts";
import { internalRequest } from "../request-context.ts";
import type { Explained } from "../decisions/explained.ts";

const DENIED = { name: "AccessDenied" };

async function put(
  cloud: Cloud,
  target: string,
  enabled: boolean,
  keys: Keys = cloud.running.rootKey,
): Promise<number> {
  const { status } = await ownCall(
    cloud.url,
    keys,
    ["POST", "/_gatehouse/audit-only"],
    { target, enabled },
  );
  return status;
}

const listUsers = ({ iam }: Clients) => iam.send(new ListUsersCommand({}));

test("a watched user's denied calls pass, until watching ends", async () => {
  await using cloud = await startCloud();
  const ann = await makeUser(cloud, "ann");
  const bob = await makeUser(cloud, "bob");
  await rejects(listUsers(ann), DENIED);

  equal(await put(cloud, ann.arn, true), 200);
  await listUsers(ann);
  await rejects(listUsers(bob), DENIED);

  equal(await put(cloud, ann.arn, false), 200);
  await rejects(listUsers(ann), DENIED);
});

test("a call that would be denied is on record, counted, and explained", async () => {
  await using cloud = await startCloud();
  const ann = await makeUser(cloud, "ann", denying("iam:ListUsers"));
  await put(cloud, ann.arn, true);
  await listUsers(ann);
  await ann.iam.send(new ListUsersCommand({}));

  const record = (await cloud.trail()).findLast(
    ({ eventName }) => eventName === "ListUsers",
  );
  equal(record?.errorCode, undefined);
  const { decisionId, wouldBeDenied } = (record?.additionalEventData ?? {}) as {
    decisionId: string;
    wouldBeDenied: { errorCode: string; errorMessage: string };
  };
  equal(wouldBeDenied.errorCode, "AccessDenied");
  match(wouldBeDenied.errorMessage, /explicit deny in an identity-based/);

  const { body } = await ownCall<Explained>(
    cloud.url,
    cloud.running.rootKey,
    ["POST", "/_gatehouse/explain"],
    { id: decisionId },
  );
  equal(body.verdict, "would-be-denied");
  equal(body.questions[0]?.decision.reason, "explicit-deny");
  equal(body.call?.operation, "iam:ListUsers");

  await cloud.settled();
  const sum = async (Dimensions: { Name: string; Value: string }[]) => {
    const { Datapoints } = await cloud.cloudwatch.send(
      new GetMetricStatisticsCommand({
        Namespace: "Gatehouse/Authorization",
        MetricName: "WouldBeDenied",
        Dimensions,
        StartTime: new Date(Date.now() - 600_000),
        EndTime: new Date(Date.now() + 600_000),
        Period: 3600,
        Statistics: ["Sum"],
      }),
    );
    return (Datapoints ?? []).reduce((all, { Sum }) => all + (Sum ?? 0), 0);
  };
  equal(await sum([]), 2);
  equal(
    await sum([
      { Name: "Principal", Value: ann.arn },
      { Name: "Action", Value: "iam:ListUsers" },
    ]),
    2,
  );
  equal(await sum([{ Name: "Action", Value: "iam:ListRoles" }]), 0);
  const metrics = await (await fetch(`${cloud.url}/_gatehouse/metrics`)).text();
  match(
    metrics,
    /gatehouse_denied_total\{service="iam",action="iam:ListUsers",enforced="false"\} 2/,
  );
});

test("a data event that would be denied is on record like a denied one", async () => {
  await using cloud = await startCloud();
  await cloud.s3.send(new CreateBucketCommand({ Bucket: "box" }));
  await cloud.s3.send(
    new PutObjectCommand({ Bucket: "box", Key: "k", Body: "v" }),
  );
  const ann = await makeUser(cloud, "ann");
  await put(cloud, ann.arn, true);
  const { Body } = await ann.s3.send(
    new GetObjectCommand({ Bucket: "box", Key: "k" }),
  );
  equal(await Body?.transformToString(), "v");
  const record = (await cloud.trail()).findLast(
    ({ eventName }) => eventName === "GetObject",
  );
  ok(record?.additionalEventData?.["wouldBeDenied"]);
});

test("a watched role's sessions pass; a role made again under its name does not", async () => {
  await using cloud = await startCloud();
  const ann = await makeUser(cloud, "ann", allowing("sts:AssumeRole"));
  const role = await makeRole(cloud, "deploy", trusting(cloud.accountId));
  await put(cloud, role, true);
  await listUsers(cloud.as(await sessionOf(ann, role)));

  const bob = await makeUser(cloud, "bob");
  await put(cloud, bob.arn, true);
  await listUsers(bob);
  await removeUser(cloud, bob);
  const again = await makeUser(cloud, "bob");
  await rejects(listUsers(again), DENIED);
});

test("a watched account lets its own principals pass, and nobody else", async () => {
  await using cloud = await startCloud();
  const ann = await makeUser(cloud, "ann");
  const other = await cloud.account("111122223333");
  const eve = await makeUser(cloud, "eve", allowing("s3:*"), other);
  await cloud.s3.send(new CreateBucketCommand({ Bucket: "box" }));
  await cloud.s3.send(
    new PutObjectCommand({ Bucket: "box", Key: "k", Body: "v" }),
  );
  equal(await put(cloud, cloud.accountId, true), 200);
  await listUsers(ann);
  const get = new GetObjectCommand({ Bucket: "box", Key: "k" });
  await ann.s3.send(get);
  await rejects(eve.s3.send(get), DENIED);
  const anonymous = await fetch(`${cloud.url}/box/k`);
  equal(anonymous.status, 403);
});

test("a watched account's principals do not pass another account's gate", async () => {
  await using cloud = await startCloud();
  const other = await cloud.account("111122223333");
  await other.s3.send(new CreateBucketCommand({ Bucket: "theirs" }));
  await other.s3.send(
    new PutObjectCommand({ Bucket: "theirs", Key: "k", Body: "v" }),
  );
  const ann = await makeUser(cloud, "ann", allowing("s3:*"));
  await put(cloud, cloud.accountId, true);
  const get = new GetObjectCommand({ Bucket: "theirs", Key: "k" });
  await rejects(ann.s3.send(get), DENIED);
  await other.s3.send(get);
});

test("an account does not waive its organization's policies; the management account does", async () => {
  await using cloud = await startCloud();
  const { rootId } = await makeOrganization(cloud, "SERVICE_CONTROL_POLICY");
  const accountId = await makeAccount(cloud, "dev");
  const member = await cloud.account(accountId);
  const ann = await makeUser(cloud, "ann", undefined, member);
  await attachNew(
    cloud,
    "SERVICE_CONTROL_POLICY",
    denying("iam:ListUsers"),
    rootId,
  );
  equal(await put(cloud, accountId, true, member.keys), 200);
  await ann.iam.send(new ListRolesCommand({}));
  await rejects(listUsers(ann), DENIED);

  equal(await put(cloud, accountId, true), 200);
  await listUsers(ann);
});

test("services that act for a watched account pass on what is its own, and not on what is another's", async () => {
  await using cloud = await startCloud();
  const other = await cloud.account("111122223333");
  const trust = trustingService("ec2.amazonaws.com");
  const own = await makeRole(cloud, "own", trust);
  const theirs = await makeRole(other, "theirs", trust);
  const assume = (RoleArn: string, accountId: string) =>
    cloud.running.platform.send(
      new AssumeRoleCommand({ RoleArn, RoleSessionName: "session" }),
      serviceCaller("lambda.amazonaws.com", accountId),
      { region: "us-east-1", request: internalRequest("lambda.amazonaws.com") },
    );
  await rejects(assume(own, cloud.accountId), DENIED);
  await put(cloud, cloud.accountId, true);
  await assume(own, cloud.accountId);
  await rejects(assume(theirs, cloud.accountId), DENIED);
  await rejects(assume(own, other.accountId), DENIED);
});

test("signatures are checked of watched callers as well", async () => {
  await using cloud = await startCloud();
  const ann = await makeUser(cloud, "ann");
  await put(cloud, ann.arn, true);
  const forged = cloud.as({ ...ann.keys, secretAccessKey: "x" });
  await rejects(listUsers(forged), { name: "SignatureDoesNotMatch" });
  await cloud.iam.send(
    new DeleteAccessKeyCommand({
      UserName: "ann",
      AccessKeyId: ann.keys.accessKeyId,
    }),
  );
  await rejects(listUsers(ann), { name: "InvalidClientTokenId" });
});

test("nobody sets it without permission, a watched principal least of all", async () => {
  await using cloud = await startCloud();
  const ann = await makeUser(cloud, "ann");
  const setter = await makeUser(
    cloud,
    "setter",
    allowing("gatehouse:PutAuditOnly", ann.arn),
  );
  const other = await cloud.account("111122223333");
  equal(await put(cloud, ann.arn, true, ann.keys), 403);
  equal(await put(cloud, ann.arn, true, other.keys), 403);
  equal(await put(cloud, ann.arn, true, setter.keys), 200);
  equal(await put(cloud, setter.arn, true, setter.keys), 403);
  equal(await put(cloud, cloud.accountId, true, setter.keys), 403);
  // Watched now, and still held to the gate by the platform's own calls.
  equal(await put(cloud, cloud.accountId, true, ann.keys), 403);
  equal(await put(cloud, "user/nobody", true), 404);
  equal(await put(cloud, "s3.amazonaws.com", true), 404);
  await ann.iam.send(new CreateUserCommand({ UserName: "made-by-ann" }));
});

test("who is watched is listed, and setting it is on record", async () => {
  await using cloud = await startCloud();
  const ann = await makeUser(cloud, "ann");
  await put(cloud, ann.arn, true);
  await put(cloud, cloud.accountId, true);
  const list = async (keys: Keys) =>
    ownCall<{ watched: { arn: string; setBy: string }[] }>(cloud.url, keys, [
      "GET",
      "/_gatehouse/audit-only",
    ]);
  const { watched } = (await list(cloud.running.rootKey)).body;
  const root = `arn:aws:iam::${cloud.accountId}:root`;
  deepEqual(
    watched.map(({ arn, setBy }) => [arn, setBy]),
    [
      [root, root],
      [ann.arn, root],
    ],
  );
  equal((await list(ann.keys)).status, 403);
  const record = (await cloud.trail()).find(
    ({ eventName }) => eventName === "PutAuditOnly",
  );
  deepEqual(record?.requestParameters, { target: ann.arn, enabled: true });
});
