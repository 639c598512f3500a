import { equal, match, ok, rejects } from "node:assert/strict";
import { test } from "node:test";
import { CreateUserCommand, ListUsersCommand } from "@aws-sdk/client-iam";
import { LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import { CreateBucketCommand, GetObjectCommand } from "@aws-sdk/client-s3";
import { DecodeAuthorizationMessageCommand } from "@aws-sdk/client-sts";
import {
  startCloud,
  type Clients,
  type Cloud,
} from "../../../testing/cloud.ts";
import {
  allowing,
  denying,
  makeUser,
  type CloudUser,
} from "../../../testing/principals.ts";
import { Table } from "../../core/table.ts";
import { UnitOfWork } from "../../store/unit-of-work.ts";
import { DECISION_ID } from "./decisions.ts";
import { KEPT_AT_MOST, prune } from "./prune.ts";
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

test("of each account the newest decisions are kept, and the policies that they refer to", async () => {
  await using cloud = await startCloud();
  const { store } = cloud.running.platform;
  const deny = async (user: CloudUser) =>
    refusalOf(user.iam.send(new CreateUserCommand({ UserName: "x" })));
  const ann = await makeUser(cloud, "ann", allowing("iam:ListUsers"));
  const { decisionId } = await deny(ann);
  const unit = new UnitOfWork(store);
  const table = new Table(keptDecisions, unit, place(cloud));
  const first = (await table.get(decisionId))!;
  for (let i = 0; i < KEPT_AT_MOST; i++)
    await table.put({
      ...first,
      questions: [],
      decisionId: `ffffffff-${String(i).padStart(4, "0")}`,
    });
  await store.commit(unit.unit());

  await prune(store, cloud.accountId, () => undefined);
  const rows = async <Row extends object>(
    kind: ConstructorParameters<typeof Table<Row>>[0],
  ) => (await new Table(kind, new UnitOfWork(store), place(cloud)).list()).rows;
  equal((await rows(keptDecisions)).length, KEPT_AT_MOST);
  equal(
    (await rows(keptDecisions)).some((row) => row.decisionId === decisionId),
    false,
  );
  equal((await rows(policyTexts)).length, 0);
});
