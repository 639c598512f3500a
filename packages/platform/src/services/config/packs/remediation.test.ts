import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  DeleteConformancePackCommand,
  DeleteRemediationConfigurationCommand,
  DescribeConfigRulesCommand,
  DescribeConformancePackStatusCommand,
  DescribeRemediationConfigurationsCommand,
  PutConformancePackCommand,
  PutOrganizationConformancePackCommand,
  PutRemediationConfigurationsCommand,
  PutRemediationExceptionsCommand,
} from "@aws-sdk/client-config-service";
import { CreateTopicCommand } from "@aws-sdk/client-sns";
import { startCloud, type Clients } from "../../../../testing/cloud.ts";
import { allowing, makeUser } from "../../../../testing/principals.ts";
import { makeWitness } from "../../../../testing/witness.ts";
import {
  makeAccount,
  makeOrganization,
} from "../../organizations/testing/organization.ts";
import { TOPIC } from "../testing/recorded-topic.ts";
import { only, putRecorder, record, until } from "../testing/recording.ts";
import { makeRemedyRole, RESOURCE } from "../testing/remediation.ts";

const FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:remedy";

/** A rule that wants topics to have a display name. */
const RULE = {
  Type: "AWS::Config::ConfigRule",
  Properties: {
    ConfigRuleName: "named",
    Scope: { ComplianceResourceTypes: [TOPIC] },
    Source: {
      Owner: "CUSTOM_POLICY",
      CustomPolicyDetails: {
        PolicyRuntime: "guard-2.x.x",
        PolicyText: "rule named { configuration.DisplayName exists }",
      },
    },
  },
};

const remedy = (more: object) => ({
  Type: "AWS::Config::RemediationConfiguration",
  Properties: {
    ConfigRuleName: "named",
    TargetType: "SSM_DOCUMENT",
    TargetId: FUNCTION,
    ...more,
  },
});

const automatic = (role: unknown) => ({
  Automatic: true,
  Parameters: {
    AutomationAssumeRole: { StaticValue: { Values: [role] } },
    TopicArn: RESOURCE,
  },
});

test("a pack's remediation mends what its rule finds wrong, and comes and goes with the pack", async () => {
  await using cloud = await startCloud();
  const witness = await makeWitness(cloud);
  const role = await makeRemedyRole(cloud);
  await record(cloud, { group: only(TOPIC) });
  await put(cloud, {
    Rule: RULE,
    Remedy: remedy({
      ...automatic(role),
      ConfigRuleName: { Ref: "Rule" },
      TargetId: witness.arn,
      MaximumAutomaticAttempts: "3",
    }),
  });
  await cloud.settled();
  const [name = ""] = await rulesOf(cloud);
  const [shown] = await remediationsOf(cloud, name);
  equal(shown?.ConfigRuleName, name);
  equal(shown?.MaximumAutomaticAttempts, 3);
  equal(shown?.CreatedByService, "config-conforms.amazonaws.com");
  const { TopicArn = "" } = await cloud.sns.send(
    new CreateTopicCommand({ Name: "news" }),
  );
  deepEqual(await witness.events(1), [{ TopicArn }]);

  // What a pack has made is its own.
  const rule = { ConfigRuleName: name };
  await rejects(
    cloud.config.send(new DeleteRemediationConfigurationCommand(rule)),
    { name: "InvalidParameterValueException", message: /service-linked rule/ },
  );
  await rejects(
    cloud.config.send(
      new PutRemediationConfigurationsCommand({
        RemediationConfigurations: [
          { ...rule, TargetType: "SSM_DOCUMENT", TargetId: witness.arn },
        ],
      }),
    ),
    { name: "InvalidParameterValueException", message: /service-linked rule/ },
  );
  const { FailedBatches: [failed] = [] } = await cloud.config.send(
    new PutRemediationExceptionsCommand({
      ...rule,
      ResourceKeys: [{ ResourceType: TOPIC, ResourceId: TopicArn }],
    }),
  );
  match(failed?.FailureMessage ?? "", /service-linked remediation actions/);

  await put(cloud, { Rule: RULE });
  await cloud.settled();
  deepEqual(await remediationsOf(cloud, name), []);
  await put(cloud, { Rule: RULE, Remedy: remedy({}) });
  await cloud.settled();
  equal((await remediationsOf(cloud, name)).length, 1);
  await cloud.config.send(
    new DeleteConformancePackCommand({ ConformancePackName: "pack" }),
  );
  deepEqual(await remediationsOf(cloud, name), []);
  deepEqual(await rulesOf(cloud), []);
});

test("whoever puts a pack must be allowed to pass the roles of its remediation", async () => {
  await using cloud = await startCloud();
  await putRecorder(cloud);
  const role = await makeRemedyRole(cloud);
  const resources = { Rule: RULE, Remedy: remedy(automatic(role)) };
  const mayNot = await makeUser(cloud, "may-not", allowing("config:*"));
  await rejects(put(mayNot, resources), {
    name: "InsufficientPermissionsException",
    message: /permission to pass the role .*remedy/,
  });
  await put(mayNot, { Rule: RULE, Remedy: remedy({}) });
  const may = await makeUser(
    cloud,
    "may",
    allowing(["config:PutConformancePack", "iam:PassRole"]),
  );
  await put(may, resources);
  await cloud.settled();
  const [name = ""] = await rulesOf(cloud);
  equal((await remediationsOf(cloud, name))[0]?.Automatic, true);
});

test("a template whose remediation is for none of its rules is refused at once", async () => {
  await using cloud = await startCloud();
  for (const [resources, message] of [
    [
      { A: remedy({}) },
      /the rule named is not a rule of this conformance pack/,
    ],
    [{ Rule: RULE, A: remedy({ ConfigRuleName: { Ref: "A" } }) }, /A: /],
    [
      { Rule: RULE, A: remedy({}), B: remedy({}) },
      /B: the rule named has another remediation configuration/,
    ],
    [
      {
        Rule: RULE,
        A: {
          Type: "AWS::Config::RemediationConfiguration",
          Properties: { ConfigRuleName: "named", TargetType: "SSM_DOCUMENT" },
        },
      },
      /required key \[TargetId\] not found/,
    ],
    [
      {
        Rule: RULE,
        A: remedy(automatic({ "Fn::GetAtt": ["Rule", "Arn"] })),
      },
      /A: each of the Parameters needs/,
    ],
    [
      { Rule: RULE, A: remedy({ Parameters: { a: "text" } }) },
      /A: each of the Parameters needs/,
    ],
  ] as const)
    await rejects(put(cloud, resources), {
      name: "ConformancePackTemplateValidationException",
      message,
    });
});

test("a pack whose remediation is refused makes no rule, and says why", async () => {
  await using cloud = await startCloud();
  await putRecorder(cloud);
  for (const [more, message] of [
    [
      { TargetId: "AWS-DisablePublicAccess" },
      /no documents of Systems Manager/,
    ],
    [{ TargetType: "LAMBDA" }, /TargetType must be SSM_DOCUMENT/],
    [{ MaximumAutomaticAttempts: 26 }, /must be from 1 to 25/],
    [{ RetryAttemptSeconds: 0 }, /must be from 1 to 2678000/],
    [{ Automatic: true }, /needs the parameter AutomationAssumeRole/],
  ] as const) {
    await put(cloud, { Rule: RULE, Remedy: remedy(more) });
    await cloud.settled();
    const { ConformancePackStatusDetails: [status] = [] } =
      await cloud.config.send(new DescribeConformancePackStatusCommand({}));
    equal(status?.ConformancePackState, "CREATE_FAILED");
    match(status?.ConformancePackStatusReason ?? "", message);
    deepEqual(await rulesOf(cloud), []);
  }
});

test("an organization's pack brings its remediation into every account, with roles that may be passed", async () => {
  await using cloud = await startCloud();
  await makeOrganization(cloud);
  const blue = await makeAccount(cloud, "blue");
  const inBlue = await cloud.account(blue);
  await putRecorder(cloud);
  await putRecorder(inBlue);
  const inEach = { "Fn::Sub": "arn:aws:iam::${AWS::AccountId}:role/remedy" };
  const putPack = ({ config }: Clients, role: unknown) =>
    config.send(
      new PutOrganizationConformancePackCommand({
        OrganizationConformancePackName: "pack",
        TemplateBody: JSON.stringify({
          Resources: { Rule: RULE, Remedy: remedy(automatic(role)) },
        }),
      }),
    );
  const mayNot = await makeUser(cloud, "may-not", allowing("config:*"));
  await rejects(putPack(mayNot, inEach), {
    name: "InsufficientPermissionsException",
    message: new RegExp(`the role arn:aws:iam::${cloud.accountId}:role/remedy`),
  });
  const may = await makeUser(
    cloud,
    "may",
    allowing(["config:*", "iam:PassRole"]),
  );
  // A role of one account does no work in another.
  await rejects(putPack(may, `arn:aws:iam::${cloud.accountId}:role/remedy`), {
    name: "ValidationException",
    message: new RegExp(`not one of the account ${blue}`),
  });
  await putPack(may, inEach);
  await cloud.settled();
  await until(async () => (await rulesOf(inBlue)).length === 1);
  const [name = ""] = await rulesOf(inBlue);
  const [shown] = await remediationsOf(inBlue, name);
  deepEqual(shown?.Parameters?.["AutomationAssumeRole"]?.StaticValue?.Values, [
    `arn:aws:iam::${blue}:role/remedy`,
  ]);
});

const put = ({ config }: Pick<Clients, "config">, Resources: object) =>
  config.send(
    new PutConformancePackCommand({
      ConformancePackName: "pack",
      TemplateBody: JSON.stringify({ Resources }),
    }),
  );

async function rulesOf({ config }: Pick<Clients, "config">) {
  const { ConfigRules = [] } = await config.send(
    new DescribeConfigRulesCommand({}),
  );
  return ConfigRules.map(({ ConfigRuleName = "" }) => ConfigRuleName);
}

async function remediationsOf(
  { config }: Pick<Clients, "config">,
  rule: string,
) {
  const { RemediationConfigurations = [] } = await config.send(
    new DescribeRemediationConfigurationsCommand({ ConfigRuleNames: [rule] }),
  );
  return RemediationConfigurations;
}
