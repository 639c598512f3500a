import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  DeleteConfigRuleCommand,
  DeleteConformancePackCommand,
  DescribeConfigRulesCommand,
  DescribeConformancePackStatusCommand,
  PutConformancePackCommand,
} from "@aws-sdk/client-config-service";
import { startCloud, type Clients } from "../../../../testing/cloud.ts";
import { tracingPack, verdictOn } from "../testing/rules.ts";

const FUNCTION = {
  Code: { S3Bucket: "code", S3Key: "code.zip" },
  Role: "arn:aws:iam::000000000000:role/execution",
};

test("a conformance pack's rules judge while it is there, with its parameters", async () => {
  await using cloud = await startCloud();
  const put = (ParameterValue: string) =>
    cloud.config.send(
      new PutConformancePackCommand({
        ConformancePackName: "serverless",
        TemplateBody: tracingPack(),
        ConformancePackInputParameters: [
          { ParameterName: "Runtime", ParameterValue },
        ],
      }),
    );
  const judged = async () =>
    (
      await verdictOn(cloud, "AWS::Lambda::Function", {
        ...FUNCTION,
        Runtime: "nodejs24.x",
        TracingConfig: { Mode: "Active" },
      })
    ).compliance;
  await put("python3.13");
  await cloud.settled();
  equal(await judged(), "NON_COMPLIANT");
  await put("nodejs24.x");
  await cloud.settled();
  equal(await judged(), "COMPLIANT");
  equal((await statusOf(cloud, "serverless"))?.state, "CREATE_COMPLETE");

  const [rule] = await rulesOf(cloud);
  match(rule ?? "", /-conformance-pack-[a-z2-7]{8}$/);
  await rejects(
    cloud.config.send(new DeleteConfigRuleCommand({ ConfigRuleName: rule })),
    { name: "ResourceInUseException" },
  );
  await cloud.config.send(
    new DeleteConformancePackCommand({ ConformancePackName: "serverless" }),
  );
  deepEqual(await rulesOf(cloud), []);
  await rejects(
    cloud.config.send(
      new DeleteConformancePackCommand({ ConformancePackName: "serverless" }),
    ),
    { name: "NoSuchConformancePackException" },
  );
});

test("a pack of which one rule is refused makes none, and says why", async () => {
  await using cloud = await startCloud();
  const TemplateBody = `
Resources:
  Good:
    Type: AWS::Config::ConfigRule
    Properties:
      ConfigRuleName: good
      EvaluationModes: [{ Mode: PROACTIVE }]
      Source: { Owner: AWS, SourceIdentifier: SNS_ENCRYPTED_KMS }
  Bad:
    Type: AWS::Config::ConfigRule
    Properties:
      ConfigRuleName: not-known
      Source: { Owner: AWS, SourceIdentifier: NO_SUCH_RULE }
`;
  await cloud.config.send(
    new PutConformancePackCommand({ ConformancePackName: "bad", TemplateBody }),
  );
  await cloud.settled();
  const status = await statusOf(cloud, "bad");
  equal(status?.state, "CREATE_FAILED");
  match(status?.reason ?? "", /NO_SUCH_RULE is invalid/);
  deepEqual(await rulesOf(cloud), []);
});

test("a template that is none is refused at once", async () => {
  await using cloud = await startCloud();
  for (const [TemplateBody, message] of [
    ["Resources: {}", /At least one Resources member/],
    ["Resources: { A: { Type: AWS::S3::Bucket } }", /is not supported/],
    [
      "Resources: { A: { Type: AWS::Config::ConfigRule } }",
      /required key \[Source\] not found/,
    ],
    [tracingPack(), /\[Runtime\] must have values/],
  ] as const)
    await rejects(
      cloud.config.send(
        new PutConformancePackCommand({
          ConformancePackName: "none",
          TemplateBody,
        }),
      ),
      { name: "ConformancePackTemplateValidationException", message },
    );
  equal(await statusOf(cloud), undefined);
});

async function statusOf(
  { config }: Clients,
  ...ConformancePackNames: string[]
) {
  const { ConformancePackStatusDetails: [status] = [] } = await config.send(
    new DescribeConformancePackStatusCommand({ ConformancePackNames }),
  );
  return (
    status && {
      state: status.ConformancePackState,
      reason: status.ConformancePackStatusReason,
    }
  );
}

async function rulesOf({ config }: Clients) {
  const { ConfigRules = [] } = await config.send(
    new DescribeConfigRulesCommand({}),
  );
  return ConfigRules.map(({ ConfigRuleName }) => ConfigRuleName);
}
