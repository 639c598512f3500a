import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  DeleteConfigRuleCommand,
  DeleteRemediationConfigurationCommand,
  DeleteRemediationExceptionsCommand,
  DescribeRemediationExceptionsCommand,
  PutRemediationExceptionsCommand,
  StartRemediationExecutionCommand,
  type PutRemediationExceptionsCommandInput,
  type RemediationConfiguration,
} from "@aws-sdk/client-config-service";
import {
  CreateTopicCommand,
  SetTopicAttributesCommand,
} from "@aws-sdk/client-sns";
import {
  startCloud,
  type Clients,
  type Cloud,
} from "../../../../testing/cloud.ts";
import { allowing, makeUser } from "../../../../testing/principals.ts";
import { makeWitness, type Witness } from "../../../../testing/witness.ts";
import { complianceOf, only, record, until } from "../testing/recording.ts";
import {
  BROKEN,
  makeRemedyRole,
  putRemediation,
  remediationStatus,
  RESOURCE,
} from "../testing/remediation.ts";
import { TOPIC } from "../testing/recorded-topic.ts";
import { putPolicy } from "../testing/rules.ts";

const HOUR = 3600;
const rule = { ConfigRuleName: "named" };
const keyOf = (ResourceId: string) => ({ ResourceType: TOPIC, ResourceId });

let cloud: Cloud;
let witness: Witness;
let role: string;
let excepted: string;
let other: string;

before(async () => {
  cloud = await startCloud();
  witness = await makeWitness(cloud);
  role = await makeRemedyRole(cloud);
  await record(cloud, { group: only(TOPIC) });
  await putPolicy(
    cloud,
    "named",
    'rule named { configuration.DisplayName == "News" }',
    { EvaluationModes: [{ Mode: "DETECTIVE" }] },
  );
  excepted = await makeTopic("excepted");
  other = await makeTopic("other");
  await remedy({ Automatic: true });
});
after(() => cloud[Symbol.asyncDispose]());

test("an exception keeps automatic remediation from a resource until it expires", async () => {
  await put([excepted], { ExpirationTime: inSeconds(HOUR), Message: "wait" });
  deepEqual(await messages(), [`${excepted} wait`]);
  await mendAndBreak(excepted);
  await mendAndBreak(other);
  await until(async () => (await statusOf(other))?.State === "SUCCEEDED");
  equal(await statusOf(excepted), undefined);

  // Whoever asks for it has it done in spite of the exception.
  await cloud.config.send(
    new StartRemediationExecutionCommand({
      ...rule,
      ResourceKeys: [{ resourceType: TOPIC, resourceId: excepted }],
    }),
  );
  await until(async () => (await remedied(excepted)) === 1);

  cloud.advance(HOUR + 1);
  await until(async () => (await remedied(excepted)) === 2);
  deepEqual(await messages(), []);
});

test("an exception that is put anew lasts as it then says", async () => {
  const before = await remedied(excepted);
  await put([excepted], { ExpirationTime: inSeconds(HOUR), Message: "short" });
  await put([excepted], { Message: "for good" });
  deepEqual(await messages(), [`${excepted} for good`]);
  cloud.advance(HOUR + 1);
  await cloud.settled();
  deepEqual(await messages(), [`${excepted} for good`]);
  equal(await remedied(excepted), before);
});

test("a deleted exception lets remediation go on; one that is not there is not deleted", async () => {
  const before = await remedied(excepted);
  const remove = (...ids: string[]) =>
    cloud.config.send(
      new DeleteRemediationExceptionsCommand({
        ...rule,
        ResourceKeys: ids.map(keyOf),
      }),
    );
  const { FailedBatches: [failed, ...more] = [] } = await remove(
    excepted,
    "unknown",
  );
  deepEqual(failed?.FailedItems, [keyOf("unknown")]);
  deepEqual(more, []);
  await until(async () => (await remedied(excepted)) === before + 1);
  await rejects(remove(excepted), {
    name: "NoSuchRemediationExceptionException",
    message: "You tried to delete a remediation exception that does not exist.",
  });
});

test("remediation that fails as often as it may is kept from trying again by an exception", async () => {
  const broken = await makeWitness(cloud, "broken", BROKEN);
  await remedy({
    TargetId: broken.arn,
    Automatic: true,
    MaximumAutomaticAttempts: 1,
  });
  await mendAndBreak(other);
  await until(async () => (await messages()).length === 1);
  match((await messages())[0] ?? "", /:other .*failed as often as it may/);
  equal((await statusOf(other))?.State, "FAILED");
  await mendAndBreak(other);
  await cloud.settled();
  equal((await broken.events()).length, 1);

  await remedy({ Automatic: true });
  await cloud.config.send(
    new DeleteRemediationExceptionsCommand({
      ...rule,
      ResourceKeys: [keyOf(other)],
    }),
  );
  await until(async () => (await statusOf(other))?.State === "SUCCEEDED");
});

test("an exception ends attempts that are still to come", async () => {
  const broken = await makeWitness(cloud, "broken-again", BROKEN);
  await remedy({
    TargetId: broken.arn,
    Automatic: true,
    MaximumAutomaticAttempts: 3,
    RetryAttemptSeconds: HOUR,
  });
  await mendAndBreak(other);
  await until(async () => (await broken.events()).length === 1);
  await put([other], { Message: "leave it" });
  cloud.advance(HOUR);
  await until(async () => (await statusOf(other))?.State === "FAILED");
  match(
    (await statusOf(other))?.StepDetails?.[0]?.ErrorMessage ?? "",
    /remediation exception/,
  );
  equal((await broken.events()).length, 1);
  deepEqual(await messages(), [`${other} leave it`]);
});

test("only what a rule finds wrong can be excepted", async () => {
  const { FailedBatches: [failed] = [] } = await put([excepted, "unknown"], {
    Message: "why",
  });
  match(failed?.FailureMessage ?? "", /NON_COMPLIANT/);
  deepEqual(failed?.FailedItems, [
    { ...rule, ...keyOf("unknown"), Message: "why" },
  ]);
  const unknown = Array.from({ length: 26 }, (_, i) => `unknown-${i}`);
  const { FailedBatches = [] } = await put(unknown);
  deepEqual(
    FailedBatches.map(({ FailedItems }) => FailedItems?.length),
    [25, 1],
  );
  for (const [input, message] of [
    [{ ConfigRuleName: "none" }, /rule none does not exist/],
    [{ ExpirationTime: inSeconds(-1) }, /must be in the future/],
    [
      { ResourceKeys: [{ ResourceId: excepted }] },
      /needs a ResourceType and a ResourceId/,
    ],
  ] as const)
    await rejects(
      put(
        [excepted],
        input as unknown as Partial<PutRemediationExceptionsCommandInput>,
      ),
      { name: "InvalidParameterValueException", message },
    );
  const mayNot = await makeUser(
    cloud,
    "may-not",
    allowing("config:DescribeRemediationExceptions"),
  );
  await rejects(put([excepted], {}, mayNot), { name: "AccessDeniedException" });
  deepEqual(await messages(mayNot), [`${excepted} why`, `${other} leave it`]);
});

test("exceptions come in pages, those that are named all together", async () => {
  await put([excepted, other], { Message: "page" });
  const page = (NextToken?: string) =>
    cloud.config.send(
      new DescribeRemediationExceptionsCommand({
        ...rule,
        Limit: 1,
        NextToken,
      }),
    );
  const first = await page();
  const second = await page(first.NextToken);
  deepEqual(
    [first, second].map(({ RemediationExceptions: [one] = [] }) => one),
    [excepted, other].map((id) => ({ ...rule, ...keyOf(id), Message: "page" })),
  );
  equal(second.NextToken, undefined);
  await rejects(page("mine"), { name: "InvalidNextTokenException" });
  const { RemediationExceptions } = await cloud.config.send(
    new DescribeRemediationExceptionsCommand({
      ...rule,
      Limit: 1,
      ResourceKeys: [other, "unknown", excepted].map(keyOf),
    }),
  );
  deepEqual(
    RemediationExceptions?.map(({ ResourceId }) => ResourceId),
    [other, excepted],
  );
});

test("a rule that is deleted takes its exceptions along", async () => {
  equal((await messages()).length, 2);
  await cloud.config.send(new DeleteRemediationConfigurationCommand(rule));
  equal((await messages()).length, 2);
  await cloud.config.send(new DeleteConfigRuleCommand(rule));
  deepEqual(await messages(), []);
});

function put(
  ids: readonly string[],
  more: Partial<PutRemediationExceptionsCommandInput> = {},
  { config }: Pick<Clients, "config"> = cloud,
) {
  return config.send(
    new PutRemediationExceptionsCommand({
      ...rule,
      ResourceKeys: ids.map(keyOf),
      ...more,
    }),
  );
}

async function messages({ config }: Pick<Clients, "config"> = cloud) {
  const { RemediationExceptions = [] } = await config.send(
    new DescribeRemediationExceptionsCommand(rule),
  );
  return RemediationExceptions.map(
    ({ ResourceId, Message }) => `${ResourceId} ${Message}`,
  );
}

const remedy = (more: Partial<RemediationConfiguration>) =>
  putRemediation(cloud, {
    ...rule,
    TargetId: witness.arn,
    Parameters: {
      AutomationAssumeRole: { StaticValue: { Values: [role] } },
      TopicArn: RESOURCE,
    },
    ...more,
  });

/** How often the function was called for a resource. */
async function remedied(id: string): Promise<number> {
  const events = (await witness.events()) as { TopicArn: string }[];
  return events.filter(({ TopicArn }) => TopicArn === id).length;
}

async function makeTopic(Name: string): Promise<string> {
  const { TopicArn = "" } = await cloud.sns.send(
    new CreateTopicCommand({ Name }),
  );
  await judged(TopicArn, "NON_COMPLIANT");
  return TopicArn;
}

async function mendAndBreak(TopicArn: string): Promise<void> {
  for (const [AttributeValue, compliance] of [
    ["News", "COMPLIANT"],
    ["Other", "NON_COMPLIANT"],
  ] as const) {
    await cloud.sns.send(
      new SetTopicAttributesCommand({
        TopicArn,
        AttributeName: "DisplayName",
        AttributeValue,
      }),
    );
    await judged(TopicArn, compliance);
  }
}

const judged = (id: string, compliance: string) =>
  until(async () => (await complianceOf(cloud, TOPIC, id)) === compliance);

const statusOf = (resourceId: string) =>
  remediationStatus(cloud, "named", { resourceType: TOPIC, resourceId });

const inSeconds = (seconds: number): Date =>
  new Date(cloud.running.platform.clock.now() + seconds * 1000);
