import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  CreatePolicyCommand,
  CreateUserCommand,
  GetUserCommand,
  ListUsersCommand,
  PutUserPermissionsBoundaryCommand,
  TagUserCommand,
} from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
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
  giveUser,
  makeRole,
  makeUser,
  policyOf,
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

const EXPLAIN = ["POST", "/_gatehouse/explain"] as const;

/** What the account's root user (or another) is told. */
async function explain(
  cloud: Cloud,
  input: object,
  keys: Keys = cloud.running.rootKey,
): Promise<Explained> {
  const { status, body } = await ownCall<Explained>(
    cloud.url,
    keys,
    EXPLAIN,
    input,
  );
  equal(status, 200, JSON.stringify(body));
  return body;
}

/** The ids in a refusal. */
async function idsOf(call: Promise<unknown>) {
  const error = (await call.then(
    () => ok(false, "The call was allowed."),
    (reason: unknown) => reason,
  )) as {
    $response: { headers: Record<string, string> };
    $metadata: { requestId: string };
  };
  const { headers } = error.$response;
  return {
    decision: headers["x-gatehouse-decision-id"] ?? "",
    request: headers["x-amzn-requestid"] ?? "",
  };
}

/** Explains the last denial; its first question. */
async function last(cloud: Cloud) {
  const { questions } = await explain(cloud, { last: true });
  return questions[0]!;
}

const outcomes = ({ layers }: Explained["questions"][number]) =>
  Object.fromEntries(layers.map(({ layer, outcome }) => [layer, outcome]));

const listUsers = ({ iam }: Clients) => iam.send(new ListUsersCommand({}));

test("a denial is explained by its request id, by its decision id and as the last", async () => {
  await using cloud = await startCloud();
  const ann = await makeUser(cloud, "ann", allowing("iam:GetUser"));
  const ids = await idsOf(listUsers(ann));
  const byRequest = await explain(cloud, { id: ids.request });
  deepEqual(byRequest, await explain(cloud, { id: ids.decision }));
  deepEqual(byRequest, await explain(cloud, { last: true }));
  equal(byRequest.verdict, "denied");
  equal(byRequest.call?.decisionId, ids.decision);
  deepEqual(byRequest.call?.requestIds, [ids.request]);
  equal(byRequest.questions[0]?.action, "iam:ListUsers");
  match(byRequest.questions[0]?.message ?? "", /no identity-based policy/);
});

test("an explanation outlives the policy that it was decided by, and tells what holds now", async () => {
  await using cloud = await startCloud();
  const ann = await makeUser(cloud, "ann", denying("iam:ListUsers"));
  const { request } = await idsOf(listUsers(ann));
  await giveUser(cloud, "ann", allowing("iam:ListUsers"));
  const { questions } = await explain(cloud, { id: request });
  equal(questions[0]?.decision.reason, "explicit-deny");
  equal(questions[0]?.smallestAllow.possible, false);
  deepEqual(questions[0]?.now, { allowed: true, message: "" });
});

test("a failed condition shows its wanted and its actual value", async () => {
  await using cloud = await startCloud();
  const policy = policyOf({
    Effect: "Allow",
    Action: "iam:ListUsers",
    Resource: "*",
    Condition: { StringEquals: { "aws:PrincipalTag/team": "red" } },
  });
  const ann = await makeUser(cloud, "ann", policy);
  await cloud.iam.send(
    new TagUserCommand({
      UserName: "ann",
      Tags: [{ Key: "team", Value: "blue" }],
    }),
  );
  await idsOf(listUsers(ann));
  const question = await last(cloud);
  const { conditions } = question.nearest!;
  deepEqual(
    conditions.map(({ key, wanted, actual }) => [key, wanted, actual]),
    [["aws:PrincipalTag/team", ["red"], "blue"]],
  );
  equal(question.now?.allowed, false);

  await cloud.iam.send(
    new TagUserCommand({
      UserName: "ann",
      Tags: [{ Key: "team", Value: "red" }],
    }),
  );
  equal((await last(cloud)).now?.allowed, true);
  await listUsers(ann);
});

test("the nearest ARN is shown with the part in which it differs, and the smallest allow opens exactly this", async () => {
  await using cloud = await startCloud();
  await cloud.s3.send(new CreateBucketCommand({ Bucket: "box" }));
  await cloud.s3.send(
    new PutObjectCommand({ Bucket: "box", Key: "k", Body: "v" }),
  );
  const policy = allowing("s3:GetObject", [
    "arn:aws:s3:::box",
    "arn:aws:s3:::other/*",
  ]);
  const ann = await makeUser(cloud, "ann", policy);
  const get = () =>
    ann.s3.send(new GetObjectCommand({ Bucket: "box", Key: "k" }));
  await idsOf(get());
  const { nearest, smallestAllow } = await last(cloud);
  equal(nearest?.resource.nearest?.actual, "box/k");
  ok(smallestAllow.possible);
  equal(smallestAllow.decision.allowed, true);
  const { statement } = smallestAllow.additions[0]!;
  deepEqual(statement, {
    Effect: "Allow",
    Action: "s3:GetObject",
    Resource: "arn:aws:s3:::box/k",
  });
  await giveUser(cloud, "ann", policyOf(statement));
  await get();
});

test("each layer that refuses is named: boundary, session, the resource's policy, the role's trust", async () => {
  await using cloud = await startCloud();
  const ann = await makeUser(cloud, "ann", allowing("*"));
  const { Policy } = await cloud.iam.send(
    new CreatePolicyCommand({
      PolicyName: "bound",
      PolicyDocument: allowing(["iam:GetUser", "s3:*", "sts:*"]),
    }),
  );
  await cloud.iam.send(
    new PutUserPermissionsBoundaryCommand({
      UserName: "ann",
      PermissionsBoundary: Policy?.Arn,
    }),
  );
  await idsOf(listUsers(ann));
  const bounded = await last(cloud);
  equal(bounded.decision.layer, "boundary");
  deepEqual(outcomes(bounded), {
    resource: "no-policy",
    identity: "allow",
    boundary: "no-allow",
    session: "no-policy",
  });

  const role = await makeRole(
    cloud,
    "deploy",
    trusting(cloud.accountId),
    allowing("iam:*"),
  );
  const keys = await sessionOf(ann, role, { Policy: allowing("iam:GetUser") });
  await idsOf(listUsers(cloud.as(keys)));
  equal((await last(cloud)).decision.layer, "session");

  await cloud.s3.send(new CreateBucketCommand({ Bucket: "box" }));
  await cloud.s3.send(
    new PutBucketPolicyCommand({
      Bucket: "box",
      Policy: policyOf({
        Sid: "NotAnn",
        Effect: "Deny",
        Principal: { AWS: ann.arn },
        Action: "s3:PutObject",
        Resource: "arn:aws:s3:::box/*",
      }),
    }),
  );
  await idsOf(
    ann.s3.send(new PutObjectCommand({ Bucket: "box", Key: "k", Body: "v" })),
  );
  const byBucket = await last(cloud);
  equal(byBucket.decision.layer, "resource");
  equal(byBucket.decision.statement?.sid, "NotAnn");

  const closed = await makeRole(
    cloud,
    "closed",
    trusting(`arn:aws:iam::${cloud.accountId}:user/ann`, {
      StringEquals: { "sts:ExternalId": "77" },
    }),
  );
  const assume = (ExternalId?: string) =>
    ann.sts.send(
      new AssumeRoleCommand({
        RoleArn: closed,
        RoleSessionName: "session",
        ExternalId,
      }),
    );
  await idsOf(assume());
  const byTrust = await last(cloud);
  equal(byTrust.decision.layer, "trust");
  deepEqual(byTrust.context["sts:externalid"], null);
  await assume("77");
});

test("an organization's policies are layers of their own, level by level", async () => {
  await using cloud = await startCloud();
  const { rootId } = await makeOrganization(
    cloud,
    "SERVICE_CONTROL_POLICY",
    "RESOURCE_CONTROL_POLICY",
  );
  const accountId = await makeAccount(cloud, "dev");
  const member = await cloud.account(accountId);
  const ann = await makeUser(cloud, "ann", allowing("*"), member);
  const lastOfMember = async () =>
    (await explain(cloud, { last: true }, member.keys)).questions[0]!;
  await listUsers(ann);

  await attachNew(
    cloud,
    "SERVICE_CONTROL_POLICY",
    denying("iam:ListUsers"),
    rootId,
  );
  await idsOf(listUsers(ann));
  const { decision, layers } = await lastOfMember();
  equal(decision.layer, "scp");
  deepEqual(
    layers
      .filter(({ layer }) => layer === "scp")
      .map(({ level, outcome }) => [level, outcome]),
    [
      [0, "explicit-deny"],
      [1, "allow"],
    ],
  );

  await member.s3.send(new CreateBucketCommand({ Bucket: "theirs" }));
  await attachNew(
    cloud,
    "RESOURCE_CONTROL_POLICY",
    policyOf({
      Effect: "Deny",
      Principal: "*",
      Action: "s3:PutObject",
      Resource: "*",
    }),
    accountId,
  );
  const put = { Bucket: "theirs", Key: "k", Body: "v" };
  await idsOf(ann.s3.send(new PutObjectCommand(put)));
  const byResource = await lastOfMember();
  equal(byResource.decision.layer, "rcp");
  equal(byResource.smallestAllow.possible, false);
});

test("a service that a role does not trust is explained to the account that it acts for", async () => {
  await using cloud = await startCloud();
  const role = await makeRole(
    cloud,
    "deploy",
    trustingService("ec2.amazonaws.com"),
  );
  const assume = (RoleArn: string) =>
    cloud.running.platform.send(
      new AssumeRoleCommand({ RoleArn, RoleSessionName: "session" }),
      serviceCaller("lambda.amazonaws.com", cloud.accountId),
      { region: "us-east-1", request: internalRequest("lambda.amazonaws.com") },
    );
  await rejects(assume(role), { name: "AccessDenied" });
  const { questions } = await explain(cloud, { last: true });
  equal(questions[0]?.principal, "lambda.amazonaws.com");
  equal(questions[0]?.decision.layer, "trust");
  deepEqual(
    questions[0]?.smallestAllow.possible &&
      questions[0].smallestAllow.additions[0]?.statement,
    {
      Effect: "Allow",
      Principal: { Service: "lambda.amazonaws.com" },
      Action: "sts:AssumeRole",
    },
  );
});

test("one explanation tells every permission that a call lacks", async () => {
  await using cloud = await startCloud();
  const ann = await makeUser(cloud, "ann");
  await cloud.s3.send(new CreateBucketCommand({ Bucket: "box" }));
  await idsOf(
    ann.iam.send(
      new CreateUserCommand({
        UserName: "bob",
        Tags: [{ Key: "team", Value: "red" }],
      }),
    ),
  );
  const { questions } = await explain(cloud, { last: true });
  deepEqual(
    questions.map(({ action }) => action),
    ["iam:CreateUser", "iam:TagUser"],
  );
});

test("a call that nobody made is judged as it would be", async () => {
  await using cloud = await startCloud();
  const policy = policyOf({
    Effect: "Allow",
    Action: "lambda:GetFunction",
    Resource: "*",
    Condition: { StringEquals: { "aws:ResourceTag/team": "red" } },
  });
  const ann = await makeUser(cloud, "ann", policy);
  const suppose = (context: object) =>
    explain(cloud, {
      principal: "user/ann",
      action: "lambda:GetFunction",
      resource: `arn:aws:lambda:us-east-1:${cloud.accountId}:function:f`,
      context,
    });
  const denied = await suppose({});
  equal(denied.verdict, "denied");
  deepEqual(denied.questions[0]?.context, { "aws:resourcetag/team": null });
  equal(denied.questions[0]?.principal, ann.arn);
  const allowed = await suppose({ "aws:ResourceTag/team": "red" });
  equal(allowed.verdict, "allowed");
  equal(allowed.questions[0]?.decision.layer, "identity");
});

test("only whoever may explain a principal's calls is told, and only of the own account", async () => {
  await using cloud = await startCloud();
  const ann = await makeUser(cloud, "ann");
  const helper = await makeUser(
    cloud,
    "helper",
    allowing("gatehouse:Explain", ann.arn),
  );
  const { request } = await idsOf(listUsers(ann));
  await explain(cloud, { id: request }, helper.keys);
  const { request: helpers } = await idsOf(listUsers(helper));
  const ask = async (keys: Keys, input: object) =>
    (await ownCall(cloud.url, keys, EXPLAIN, input)).status;
  equal(await ask(helper.keys, { id: helpers }), 403);
  equal(await ask(ann.keys, { id: request }), 403);

  const other = await cloud.account("111122223333");
  equal(await ask(other.keys, { id: request }), 404);
  equal(
    await ask(other.keys, {
      principal: ann.arn,
      action: "iam:GetUser",
      resource: ann.arn,
    }),
    403,
  );
  await cloud.iam.send(new GetUserCommand({ UserName: "ann" }));
});

test("another account's policies are not shown, only what they said", async () => {
  await using cloud = await startCloud();
  const other = await cloud.account("111122223333");
  await other.s3.send(new CreateBucketCommand({ Bucket: "theirs" }));
  await other.s3.send(
    new PutBucketPolicyCommand({
      Bucket: "theirs",
      Policy: policyOf({
        Sid: "Secret",
        Effect: "Allow",
        Principal: { AWS: "444455556666" },
        Action: "s3:GetObject",
        Resource: "arn:aws:s3:::theirs/*",
        Condition: { StringEquals: { "aws:UserAgent": "theirs alone" } },
      }),
    }),
  );
  const ann = await makeUser(cloud, "ann", allowing("s3:*"));
  const { request } = await idsOf(
    ann.s3.send(new GetObjectCommand({ Bucket: "theirs", Key: "k" })),
  );
  const explained = await explain(cloud, { id: request });
  const layer = explained.questions[0]?.layers.find(
    (each) => each.layer === "resource",
  );
  equal(layer?.outcome, "no-allow");
  equal(layer?.withheld, true);
  equal(JSON.stringify(explained).includes("Secret"), false);
  equal(JSON.stringify(explained).includes("aws:useragent"), false);

  const { rootKey } = cloud.running;
  const probe = async (principal: string, context: object) => {
    const { status } = await ownCall(cloud.url, rootKey, EXPLAIN, {
      principal,
      action: "s3:GetObject",
      resource: "arn:aws:s3:::theirs/k",
      context,
    });
    return status;
  };
  equal(await probe(ann.arn, {}), 200);
  equal(await probe(ann.arn, { "aws:UserAgent": "theirs alone" }), 400);
  equal(await probe("s3.amazonaws.com", {}), 400);
});

test("without a signature, or with words that say nothing, there is no explanation", async () => {
  await using cloud = await startCloud();
  const bare = await fetch(`${cloud.url}/_gatehouse/explain`, {
    method: "POST",
    body: "{}",
  });
  equal(bare.status, 403);
  const { rootKey } = cloud.running;
  const wrong = { ...rootKey, secretAccessKey: "x" };
  const status = async (keys: Keys, input: object) =>
    (await ownCall(cloud.url, keys, EXPLAIN, input)).status;
  equal(await status(wrong, { last: true }), 403);
  for (const input of [
    {},
    { id: 7 },
    { last: "true" },
    { principal: "*", action: "GetObject", resource: "*" },
    { principal: "*", action: "s3:GetObject", resource: "box" },
    { id: "x", other: 1 },
    [],
  ])
    equal(await status(rootKey, input), 400, JSON.stringify(input));
  equal(await status(rootKey, { id: "none" }), 404);
  equal(await status(rootKey, { last: true }), 404);
  const unknown = { principal: "user/x", action: "s3:Get", resource: "*" };
  equal(await status(rootKey, unknown), 404);
});

test("no body, however odd, is answered with a failure of the platform's own", async () => {
  await using cloud = await startCloud();
  await makeUser(cloud, "ann", allowing("*"));
  const { rootKey } = cloud.running;
  const odd = fc.oneof(
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.constantFrom(
      "",
      "*",
      "arn:",
      "arn:aws:s3:::",
      "__proto__",
      "user/",
      "a".repeat(2048),
    ),
  );
  const arn = fc
    .tuple(
      fc.constantFrom("s3", "lambda", "iam", "sts", "signer", "logs"),
      odd,
      odd,
    )
    .map(
      ([service, account, rest]) => `arn:aws:${service}::${account}:${rest}`,
    );
  const action = fc
    .tuple(
      fc.constantFrom(
        "s3",
        "lambda",
        "iam",
        "sts",
        "signer",
        "logs",
        "gatehouse",
        "nothing",
      ),
      fc.constantFrom(
        "GetObject",
        "InvokeFunction",
        "AssumeRole",
        "AddPermission",
      ),
    )
    .map((parts) => parts.join(":"));
  const body = fc.oneof(
    fc.object(),
    fc.record({ id: odd }),
    fc.record({ last: fc.constant(true), principal: odd }),
    fc.record({
      principal: fc.oneof(odd, arn, fc.constant("user/ann")),
      action: fc.oneof(action, odd),
      resource: fc.oneof(arn, odd),
      context: fc.oneof(fc.dictionary(odd, odd), fc.object()),
    }),
    fc.record({
      principal: fc.constant("user/ann"),
      action,
      resource: arn,
      context: fc.dictionary(odd, odd),
    }),
  );
  await fc.assert(
    fc.asyncProperty(body, async (input) => {
      const answer = await ownCall(cloud.url, rootKey, EXPLAIN, input);
      ok(answer.status < 500, JSON.stringify([input, answer.body]));
    }),
    { numRuns: 300 },
  );
});
