import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  DeleteConfigRuleCommand,
  DescribeConfigRuleEvaluationStatusCommand,
  GetComplianceDetailsByConfigRuleCommand,
  GetResourceEvaluationSummaryCommand,
  PutConfigRuleCommand,
  PutEvaluationsCommand,
  StartResourceEvaluationCommand,
  type ComplianceType,
  type ConfigRule,
  type Evaluation,
} from "@aws-sdk/client-config-service";
import { DeleteFunctionCommand } from "@aws-sdk/client-lambda";
import { CreateTopicCommand, DeleteTopicCommand } from "@aws-sdk/client-sns";
import { startCloud, type Cloud } from "../../../../testing/cloud.ts";
import { allowing, makeUser } from "../../../../testing/principals.ts";
import { makeWitness, type Witness } from "../../../../testing/witness.ts";
import { complianceOf, only, record, until } from "../testing/recording.ts";

const TOPIC = "AWS::SNS::Topic";
const HOUR = 3600;

/** What Config tells a function. */
interface Told {
  readonly version: string;
  readonly invokingEvent: string;
  readonly ruleParameters: string;
  readonly resultToken: string;
  readonly eventLeftScope: boolean;
  readonly executionRoleArn: string;
  readonly configRuleArn: string;
  readonly configRuleName: string;
  readonly configRuleId: string;
  readonly accountId: string;
  readonly evaluationMode: string;
}

let cloud: Cloud;
let witness: Witness;

before(async () => {
  cloud = await startCloud();
  witness = await makeWitness(cloud);
  await record(cloud, { group: only(TOPIC) });
});
after(() => cloud[Symbol.asyncDispose]());

test("a function is asked only where it lets Config call it", async () => {
  const rule = put("refused", { EvaluationModes: [{ Mode: "PROACTIVE" }] });
  await rejects(rule, { name: "InsufficientPermissionsException" });
  await witness.allow("config.amazonaws.com", {
    SourceAccount: cloud.accountId,
  });
  await put("let-in", { EvaluationModes: [{ Mode: "PROACTIVE" }] });
  await cloud.config.send(
    new DeleteConfigRuleCommand({ ConfigRuleName: "let-in" }),
  );
});

test("a function judges a change, told as AWS tells it; its token lets in nobody else's word", async () => {
  await put("on-change", {
    InputParameters: '{"owner":"ops"}',
    Scope: { ComplianceResourceTypes: [TOPIC] },
  });
  const { TopicArn = "" } = await cloud.sns.send(
    new CreateTopicCommand({ Name: "news" }),
  );
  const told = await toldTo("on-change");
  const { accountId } = cloud;
  const { resultToken, configRuleArn, configRuleId, invokingEvent, ...rest } =
    told;
  deepEqual(rest, {
    version: "1.0",
    ruleParameters: '{"owner":"ops"}',
    eventLeftScope: false,
    executionRoleArn: `arn:aws:iam::${accountId}:role/recorder`,
    configRuleName: "on-change",
    accountId,
    evaluationMode: "DETECTIVE",
  });
  ok(configRuleArn.endsWith(`:config-rule/${configRuleId}`));
  const event = JSON.parse(invokingEvent) as {
    messageType: string;
    configurationItem: Record<string, unknown>;
  };
  equal(event.messageType, "ConfigurationItemChangeNotification");
  equal(
    event.configurationItem["configurationItemStatus"],
    "ResourceDiscovered",
  );
  equal(event.configurationItem["resourceId"], TopicArn);
  equal(event.configurationItem["ARN"], TopicArn);

  const verdict = about(TopicArn, "NON_COMPLIANT", "No owner.");
  const mayNot = await makeUser(cloud, "may-not", allowing("config:Get*"));
  const answer = new PutEvaluationsCommand({
    Evaluations: [verdict],
    ResultToken: resultToken,
  });
  await rejects(mayNot.config.send(answer), { name: "AccessDeniedException" });
  const other = await cloud.account("222222222222");
  for (const [by, ResultToken] of [
    [cloud, `${resultToken.slice(0, -4)}AAAA`],
    [cloud, "made up"],
    [other, resultToken],
  ] as const)
    await rejects(
      by.config.send(
        new PutEvaluationsCommand({ Evaluations: [verdict], ResultToken }),
      ),
      { name: "InvalidResultTokenException" },
    );
  await rejects(answered(resultToken, about(TopicArn, "INSUFFICIENT_DATA")), {
    name: "InvalidParameterValueException",
  });
  await cloud.config.send(
    new PutEvaluationsCommand({
      Evaluations: [verdict],
      ResultToken: "a trial",
      TestMode: true,
    }),
  );
  equal(await complianceOf(cloud, TOPIC, TopicArn), undefined);

  const may = await makeUser(cloud, "may", allowing("config:PutEvaluations"));
  await may.config.send(answer);
  equal(await complianceOf(cloud, TOPIC, TopicArn), "NON_COMPLIANT");
  const { EvaluationResults: [result] = [] } = await cloud.config.send(
    new GetComplianceDetailsByConfigRuleCommand({
      ConfigRuleName: "on-change",
    }),
  );
  equal(result?.Annotation, "No owner.");
  // What was found of an earlier state does not stand against a later word.
  await answered(resultToken, {
    ...about(TopicArn, "COMPLIANT"),
    OrderingTimestamp: new Date(verdict.OrderingTimestamp.getTime() - 60_000),
  });
  equal(await complianceOf(cloud, TOPIC, TopicArn), "NON_COMPLIANT");

  const before = (await allTold("on-change")).length;
  await cloud.sns.send(new DeleteTopicCommand({ TopicArn }));
  await until(async () => (await allTold("on-change")).length > before);
  equal(await complianceOf(cloud, TOPIC, TopicArn), undefined);
  await cloud.config.send(
    new DeleteConfigRuleCommand({ ConfigRuleName: "on-change" }),
  );
  await rejects(cloud.config.send(answer), {
    name: "NoSuchConfigRuleException",
  });
});

test("a function is asked by the clock, about the account as a whole", async () => {
  await put("hourly", {
    Source: {
      Owner: "CUSTOM_LAMBDA",
      SourceIdentifier: witness.arn,
      SourceDetails: [
        {
          EventSource: "aws.config",
          MessageType: "ScheduledNotification",
          MaximumExecutionFrequency: "One_Hour",
        },
      ],
    },
  });
  await until(async () => (await allTold("hourly")).length === 1);
  cloud.advance(HOUR - 60);
  await cloud.settled();
  equal((await allTold("hourly")).length, 1);
  cloud.advance(61);
  await until(async () => (await allTold("hourly")).length === 2);
  cloud.advance(HOUR + 1);
  await until(async () => (await allTold("hourly")).length === 3);
  const { invokingEvent, resultToken } = await toldTo("hourly");
  const event = JSON.parse(invokingEvent) as Record<string, unknown>;
  equal(event["messageType"], "ScheduledNotification");
  equal(event["awsAccountId"], cloud.accountId);
  await answered(resultToken, {
    ComplianceResourceType: "AWS::::Account",
    ComplianceResourceId: cloud.accountId,
    ComplianceType: "COMPLIANT",
    OrderingTimestamp: new Date(),
  });
  equal(
    await complianceOf(cloud, "AWS::::Account", cloud.accountId),
    "COMPLIANT",
  );
  await cloud.config.send(
    new DeleteConfigRuleCommand({ ConfigRuleName: "hourly" }),
  );
  cloud.advance(HOUR + 1);
  await cloud.settled();
  equal((await allTold("hourly")).length, 3);
});

test("a function judges what is not there yet; a word about something else is not its answer", async () => {
  await put("beforehand", { EvaluationModes: [{ Mode: "PROACTIVE" }] });
  const id = await start("wanted");
  const told = await toldTo("beforehand");
  equal(told.evaluationMode, "PROACTIVE");
  match(told.invokingEvent, /"resourceId":"wanted"/);
  equal((await summary(id)).EvaluationStatus?.Status, "IN_PROGRESS");

  const other = about("another", "COMPLIANT");
  const { FailedEvaluations = [] } = await answered(told.resultToken, other);
  deepEqual(
    FailedEvaluations.map((failed) => failed.ComplianceResourceId),
    ["another"],
  );
  equal((await summary(id)).EvaluationStatus?.Status, "IN_PROGRESS");

  await answered(told.resultToken, about("wanted", "NON_COMPLIANT"));
  const { EvaluationStatus, Compliance } = await summary(id);
  equal(EvaluationStatus?.Status, "SUCCEEDED");
  equal(Compliance, "NON_COMPLIANT");
  // The verdict stands: a second word comes too late.
  await answered(told.resultToken, about("wanted", "COMPLIANT"));
  equal((await summary(id)).Compliance, "NON_COMPLIANT");
});

test("a function that never answers, or breaks, has not agreed", async () => {
  const silent = await start("unanswered", 60);
  cloud.advance(59);
  await cloud.settled();
  equal((await summary(silent)).EvaluationStatus?.Status, "IN_PROGRESS");
  cloud.advance(2);
  await cloud.settled();
  const { EvaluationStatus, Compliance } = await summary(silent);
  equal(EvaluationStatus?.Status, "FAILED");
  match(EvaluationStatus.FailureReason ?? "", /timed out.*beforehand/);
  equal(Compliance, undefined);
  await remove("beforehand");

  const broken = await makeWitness(
    cloud,
    "broken",
    'export const handler = async () => { throw new Error("broken"); };',
  );
  await broken.allow("config.amazonaws.com");
  await put("of-broken", {
    EvaluationModes: [{ Mode: "PROACTIVE" }],
    Source: sourceOf(broken.arn),
  });
  const crashed = await start("crashing", 60);
  cloud.advance(61);
  await until(
    async () => (await summary(crashed)).EvaluationStatus?.Status === "FAILED",
  );
  await remove("of-broken");
});

test("a function that is gone ends the evaluation at once, and the rule's status says why", async () => {
  const gone = await makeWitness(cloud, "gone");
  await gone.allow("config.amazonaws.com");
  await put("of-gone", {
    EvaluationModes: [{ Mode: "PROACTIVE" }],
    Source: sourceOf(gone.arn),
  });
  await cloud.lambda.send(new DeleteFunctionCommand({ FunctionName: "gone" }));
  const id = await start("wanted");
  await cloud.settled();
  const { EvaluationStatus } = await summary(id);
  equal(EvaluationStatus?.Status, "FAILED");
  match(EvaluationStatus.FailureReason ?? "", /of-gone cannot be invoked/);
  const { ConfigRulesEvaluationStatus: [status] = [] } =
    await cloud.config.send(
      new DescribeConfigRuleEvaluationStatusCommand({
        ConfigRuleNames: ["of-gone"],
      }),
    );
  ok(status?.LastFailedInvocationTime);
  match(status.LastErrorCode ?? "", /ResourceNotFound|AccessDenied/);
});

function put(
  ConfigRuleName: string,
  more: Partial<ConfigRule> = {},
): Promise<unknown> {
  return cloud.config.send(
    new PutConfigRuleCommand({
      ConfigRule: { ConfigRuleName, Source: sourceOf(witness.arn), ...more },
    }),
  );
}

const remove = (ConfigRuleName: string): Promise<unknown> =>
  cloud.config.send(new DeleteConfigRuleCommand({ ConfigRuleName }));

const sourceOf = (SourceIdentifier: string) => ({
  Owner: "CUSTOM_LAMBDA" as const,
  SourceIdentifier,
  SourceDetails: [
    {
      EventSource: "aws.config" as const,
      MessageType: "ConfigurationItemChangeNotification" as const,
    },
  ],
});

async function allTold(rule: string): Promise<readonly Told[]> {
  const events = await witness.events<Told>();
  return events.filter(({ configRuleName }) => configRuleName === rule);
}

/** What the function was told last for a rule. */
async function toldTo(rule: string): Promise<Told> {
  await until(async () => (await allTold(rule)).length > 0);
  const told = (await allTold(rule)).at(-1);
  ok(told);
  return told;
}

const about = (
  ComplianceResourceId: string,
  ComplianceType: ComplianceType,
  Annotation?: string,
) => ({
  ComplianceResourceType: TOPIC,
  ComplianceResourceId,
  ComplianceType,
  OrderingTimestamp: new Date(),
  ...(Annotation === undefined ? {} : { Annotation }),
});

const answered = (ResultToken: string, evaluation: Evaluation) =>
  cloud.config.send(
    new PutEvaluationsCommand({ Evaluations: [evaluation], ResultToken }),
  );

async function start(
  ResourceId: string,
  EvaluationTimeout?: number,
): Promise<string | undefined> {
  const { ResourceEvaluationId } = await cloud.config.send(
    new StartResourceEvaluationCommand({
      ResourceDetails: {
        ResourceId,
        ResourceType: TOPIC,
        ResourceConfiguration: "{}",
      },
      EvaluationMode: "PROACTIVE",
      ...(EvaluationTimeout === undefined ? {} : { EvaluationTimeout }),
    }),
  );
  return ResourceEvaluationId;
}

const summary = (ResourceEvaluationId: string | undefined) =>
  cloud.config.send(
    new GetResourceEvaluationSummaryCommand({ ResourceEvaluationId }),
  );
