import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  CreateUserCommand,
  ListRolesCommand,
  ListUsersCommand,
} from "@aws-sdk/client-iam";
import { LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import {
  CreateBucketCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
} from "@aws-sdk/client-s3";
import { DecodeAuthorizationMessageCommand } from "@aws-sdk/client-sts";
import {
  startCloud,
  type Clients,
  type Cloud,
} from "../../../testing/cloud.ts";
import { allowing, denying, makeUser } from "../../../testing/principals.ts";
import { Table } from "../../core/table.ts";
import { UnitOfWork } from "../../store/unit-of-work.ts";
import { internalRequest } from "../request-context.ts";
import { DECISION_ID } from "./decisions.ts";
import { KEPT_AT_MOST, removeOldest, sweepTexts } from "./prune.ts";
import { keptDecisions, policyTexts } from "./tables.ts";

/** The refusal of a call: its name, its text and the id of its decision. */
async function refusalOf(call: Promise<unknown>) {
  const error = (await call.then(
    () => ok(false, "The call was allowed."),
    (reason: unknown) => reason,
  )) as Error & {
    $response: { headers: Record<string, string> };
    $metadata: { requestId?: string };
  };
  return {
    name: error.name,
    message: error.message,
    authorizationMessage:
      error.$response.headers["x-gatehouse-authorization-message"] ?? "",
    decisionId: error.$response.headers[DECISION_ID] ?? "",
    requestId: error.$metadata.requestId ?? "",
  };
}

const place = (cloud: Cloud) => ({ accountId: cloud.accountId, region: "" });

test("a denial carries AWS's words and a decision id, in the response and in the CloudTrail record", async () => {
  await using cloud = await startCloud();
  const ann = await makeUser(cloud, "ann", allowing("iam:ListUsers"));
  await ann.iam.send(new ListUsersCommand({}));
  const refusal = await refusalOf(
    ann.iam.send(new CreateUserCommand({ UserName: "bob" })),
  );
  equal(
    refusal.message,
    `User: ${ann.arn} is not authorized to perform: iam:CreateUser on resource: arn:aws:iam::${cloud.accountId}:user/bob because no identity-based policy allows the iam:CreateUser action`,
  );
  match(refusal.decisionId, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/);

  const { Events } = await cloud.cloudtrail.send(
    new LookupEventsCommand({
      LookupAttributes: [
        { AttributeKey: "EventName", AttributeValue: "CreateUser" },
      ],
    }),
  );
  const [refused, allowed] = (Events ?? []).map(
    ({ CloudTrailEvent }) =>
      JSON.parse(CloudTrailEvent ?? "") as {
        errorCode?: string;
        additionalEventData?: { decisionId: string };
      },
  );
  equal(refused?.errorCode, "AccessDenied");
  equal(refused?.additionalEventData?.decisionId, refusal.decisionId);
  equal(allowed?.errorCode, undefined);
  equal(allowed?.additionalEventData, undefined);
});

test("a denial carries its message for sts:DecodeAuthorizationMessage, which takes a permission to open", async () => {
  await using cloud = await startCloud();
  const ann = await makeUser(cloud, "ann", denying("iam:ListUsers"));
  const { message } = await refusalOf(ann.iam.send(new ListUsersCommand({})));
  match(message, /explicit deny/);
  const { authorizationMessage: EncodedMessage } = await refusalOf(
    ann.iam.send(new ListUsersCommand({})),
  );
  const { DecodedMessage } = await cloud.sts.send(
    new DecodeAuthorizationMessageCommand({ EncodedMessage }),
  );
  const decoded = JSON.parse(DecodedMessage ?? "") as {
    explicitDeny: boolean;
    matchedStatements: { items: { effect: string }[] };
    context: { action: string; principal: { arn: string } };
  };
  equal(decoded.explicitDeny, true);
  equal(decoded.matchedStatements.items[0]?.effect, "DENY");
  equal(decoded.context.action, "iam:ListUsers");
  equal(decoded.context.principal.arn, ann.arn);
  const decode = (who: Clients) =>
    who.sts.send(new DecodeAuthorizationMessageCommand({ EncodedMessage }));
  await rejects(decode(ann), { name: "AccessDenied" });
  await rejects(decode(await cloud.account("111122223333")), {
    name: "InvalidAuthorizationMessageException",
  });
});

test("a refusal by the operation itself has its decision, too", async () => {
  await using cloud = await startCloud();
  await cloud.s3.send(new CreateBucketCommand({ Bucket: "box" }));
  const ann = await makeUser(cloud, "ann", allowing("s3:GetObject"));
  const refusal = await refusalOf(
    ann.s3.send(new GetObjectCommand({ Bucket: "box", Key: "none" })),
  );
  equal(refusal.name, "AccessDenied");
  const kept = await new Table(
    keptDecisions,
    new UnitOfWork(cloud.running.platform.store),
    place(cloud),
  ).get(refusal.decisionId);
  equal(kept?.questions[0]?.action, "s3:ListBucket");
});

test("objects that DeleteObjects refuses are on record with their decision", async () => {
  await using cloud = await startCloud();
  await cloud.s3.send(new CreateBucketCommand({ Bucket: "box" }));
  const ann = await makeUser(
    cloud,
    "ann",
    allowing("s3:DeleteObject", "arn:aws:s3:::box/mine"),
  );
  const remove = async (...keys: string[]) => {
    const { Errors } = await ann.s3.send(
      new DeleteObjectsCommand({
        Bucket: "box",
        Delete: { Objects: keys.map((Key) => ({ Key })) },
      }),
    );
    return Errors ?? [];
  };
  const records = async () =>
    (await cloud.trail()).filter(
      ({ operation }) => operation === "DeleteObjects",
    );
  deepEqual(await remove("mine"), []);
  equal((await records()).length, 0);
  equal((await remove("mine", "theirs"))[0]?.Code, "AccessDenied");
  const [record] = await records();
  const { decisionId } = (record?.additionalEventData ?? {}) as {
    decisionId: string;
  };
  const kept = await new Table(
    keptDecisions,
    new UnitOfWork(cloud.running.platform.store),
    place(cloud),
  ).get(decisionId);
  deepEqual(
    kept?.questions.map(({ resource }) => resource),
    ["arn:aws:s3:::box/theirs"],
  );
});

test("of each account the newest decisions are kept, and the policies that they refer to", async () => {
  await using cloud = await startCloud();
  const { store } = cloud.running.platform;
  const rows = async <Row extends object>(
    kind: ConstructorParameters<typeof Table<Row>>[0],
  ) => (await new Table(kind, new UnitOfWork(store), place(cloud)).list()).rows;
  const ann = await makeUser(cloud, "ann", allowing("iam:ListUsers"));
  const deny = async () =>
    (await refusalOf(ann.iam.send(new ListRolesCommand({})))).decisionId;
  const oldest = await deny();
  const [first] = await rows(keptDecisions);

  // As many newer ones as an earlier run might have left, all under another policy.
  const unit = new UnitOfWork(store);
  const table = new Table(keptDecisions, unit, place(cloud));
  for (let i = 0; i <= KEPT_AT_MOST + 250; i++)
    await table.put({ ...first!, questions: [], decisionId: later(i) });
  await store.commit(unit.unit());
  await removeOldest(store, cloud.accountId, 252);
  const kept = await rows(keptDecisions);
  equal(kept.length, KEPT_AT_MOST);
  equal(
    kept.some(({ decisionId }) => decisionId === oldest),
    false,
  );

  equal((await rows(policyTexts)).length, 1);
  const forgotten: string[] = [];
  await sweepTexts(store, cloud.accountId, (text) => forgotten.push(text));
  deepEqual(forgotten, [first?.questions[0]?.policies.identity[0]?.sha256]);
  equal((await rows(policyTexts)).length, 0);
});

test("a flood of denials leaves the newest, without anyone asking", async () => {
  await using cloud = await startCloud();
  const { platform } = cloud.running;
  const ann = await makeUser(cloud, "ann", allowing("iam:ListUsers"));
  const credential = await platform.credentials.of({
    accessKeyId: ann.keys.accessKeyId,
    sessionToken: undefined,
  } as never);
  ok(credential.ok);
  const from = { region: "us-east-1", request: internalRequest("test") };
  const denied = () =>
    platform
      .send(new ListRolesCommand({}), credential.caller, from)
      .catch((error: Error) => equal(error.name, "AccessDenied"));
  for (let i = 0; i < 17; i++)
    await Promise.all(Array.from({ length: 100 }, denied));
  await platform.decisions.close();
  const { rows } = await new Table(
    keptDecisions,
    new UnitOfWork(platform.store),
    place(cloud),
  ).list();
  // What came while those of the start were counted is not counted.
  ok(rows.length >= KEPT_AT_MOST, String(rows.length));
  ok(rows.length <= KEPT_AT_MOST + 250 + 200, String(rows.length));
});

/** Ids in order, after all that are made today. */
const later = (i: number): string => `ffffffff-${String(i).padStart(4, "0")}`;
