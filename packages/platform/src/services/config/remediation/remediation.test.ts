import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  DeleteConfigRuleCommand,
  DeleteRemediationConfigurationCommand,
  DescribeRemediationConfigurationsCommand,
  StartRemediationExecutionCommand,
  type RemediationConfiguration,
} from "@aws-sdk/client-config-service";
import { CreateTopicCommand } from "@aws-sdk/client-sns";
import {
  startCloud,
  type Clients,
  type Cloud,
} from "../../../../testing/cloud.ts";
import { allowing, makeUser } from "../../../../testing/principals.ts";
import { makeWitness, type Witness } from "../../../../testing/witness.ts";
import { TOPIC } from "../testing/recorded-topic.ts";
import { only, record, until } from "../testing/recording.ts";
import {
  BROKEN,
  makeRemedyRole,
  putRemediation,
  remediationStatus,
  RESOURCE,
} from "../testing/remediation.ts";
import { putPolicy } from "../testing/rules.ts";

const rule = { ConfigRuleName: "named" };

let cloud: Cloud;
let witness: Witness;
let role: string;
let topic: string;

before(async () => {
  cloud = await startCloud();
  witness = await makeWitness(cloud);
  role = await makeRemedyRole(cloud);
  await record(cloud, { group: only(TOPIC) });
  await putPolicy(
    cloud,
    "named",
    "rule named { configuration.DisplayName exists }",
    {
      EvaluationModes: [{ Mode: "DETECTIVE" }],
    },
  );
});
after(() => cloud[Symbol.asyncDispose]());

test("what is not done here is refused, with what is", async () => {
  for (const [more, message] of [
    [
      { TargetId: "AWS-DisablePublicAccess" },
      /no documents of Systems Manager/,
    ],
    [{ TargetVersion: "1" }, /TargetVersion is not supported/],
    [
      { Parameters: {}, Automatic: true },
      /needs the parameter AutomationAssumeRole/,
    ],
    [
      { Parameters: { a: {} } },
      /needs either a ResourceValue or a StaticValue/,
    ],
  ] as const)
    await rejects(put(more), {
      name: "InvalidParameterValueException",
      message,
    });
  await rejects(put({ ConfigRuleName: "none" }), {
    name: "NoSuchConfigRuleException",
  });
  const mayNotPass = await makeUser(
    cloud,
    "may-not-pass",
    allowing("config:*"),
  );
  await rejects(put({}, mayNotPass), { name: "AccessDeniedException" });
});

test("a function remedies what a rule newly finds wrong, and what somebody asks for", async () => {
  await put({ Automatic: true });
  topic =
    (await cloud.sns.send(new CreateTopicCommand({ Name: "news" }))).TopicArn ??
    "";
  await until(async () => (await statusOf())?.State === "SUCCEEDED");
  deepEqual(await witness.events(1), [{ TopicArn: topic, owner: "ops" }]);
  await start();
  await until(async () => (await witness.events()).length === 2);

  const { FailedItems = [] } = await cloud.config.send(
    new StartRemediationExecutionCommand({
      ...rule,
      ResourceKeys: [{ resourceType: TOPIC, resourceId: "unknown" }],
    }),
  );
  equal(FailedItems[0]?.resourceId, "unknown");
  const { RemediationConfigurations: [shown] = [] } = await cloud.config.send(
    new DescribeRemediationConfigurationsCommand({
      ConfigRuleNames: ["named"],
    }),
  );
  equal(shown?.TargetId, witness.arn);
  match(shown?.Arn ?? "", /:remediation-configuration\/[a-z2-7]{8}$/);
});

test("without a role the function is called with the rights of whoever asks", async () => {
  await put({ Parameters: { TopicArn: RESOURCE } });
  const before = (await witness.events()).length;
  const powerless = await makeUser(
    cloud,
    "powerless",
    allowing("config:StartRemediationExecution"),
  );
  await start(powerless);
  await until(async () => (await statusOf())?.State === "FAILED");
  match(
    (await statusOf())?.StepDetails?.[0]?.ErrorMessage ?? "",
    /AccessDenied.*lambda:InvokeFunction/,
  );
  equal((await witness.events()).length, before);
  await start();
  await until(async () => (await statusOf())?.State === "SUCCEEDED");
});

test("a function that breaks is tried as often as it is told", async () => {
  const broken = await makeWitness(cloud, "broken", BROKEN);
  await put({
    TargetId: broken.arn,
    Automatic: true,
    MaximumAutomaticAttempts: 2,
    RetryAttemptSeconds: 60,
  });
  const { TopicArn } = await cloud.sns.send(
    new CreateTopicCommand({ Name: "other" }),
  );
  const other = async () => statusOf(TopicArn);
  await until(async () => (await broken.events()).length === 1);
  await until(
    async () => (await other())?.StepDetails?.[0]?.ErrorMessage !== undefined,
  );
  equal((await other())?.State, "QUEUED");
  cloud.advance(31);
  await until(async () => (await other())?.State === "FAILED");
  match((await other())?.StepDetails?.[0]?.ErrorMessage ?? "", /broken/);
  equal((await broken.events(2)).length, 2);
});

test("a rule with a remediation is not deleted before it", async () => {
  const deletion = new DeleteConfigRuleCommand(rule);
  await rejects(cloud.config.send(deletion), {
    name: "ResourceInUseException",
  });
  await cloud.config.send(new DeleteRemediationConfigurationCommand(rule));
  await rejects(start(), { name: "NoSuchRemediationConfigurationException" });
  await cloud.config.send(deletion);
});

const put = (
  more: Partial<RemediationConfiguration>,
  by: Pick<Clients, "config"> = cloud,
) =>
  putRemediation(by, {
    ...rule,
    TargetId: witness.arn,
    Parameters: {
      AutomationAssumeRole: { StaticValue: { Values: [role] } },
      TopicArn: RESOURCE,
      owner: { StaticValue: { Values: ["ops"] } },
    },
    ...more,
  });

const start = ({ config }: Pick<Clients, "config"> = cloud) =>
  config.send(
    new StartRemediationExecutionCommand({
      ...rule,
      ResourceKeys: [{ resourceType: TOPIC, resourceId: topic }],
    }),
  );

const statusOf = (resourceId = topic) =>
  remediationStatus(cloud, "named", { resourceType: TOPIC, resourceId });
