import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  DeleteConfigRuleCommand,
  GetComplianceDetailsByResourceCommand,
  GetResourceEvaluationSummaryCommand,
  ListResourceEvaluationsCommand,
  PutConfigRuleCommand,
  StartResourceEvaluationCommand,
} from "@aws-sdk/client-config-service";
import { startCloud, type Clients } from "../../../../testing/cloud.ts";
import { allowing, makeUser } from "../../../../testing/principals.ts";
import { putPolicy, TRACING_POLICY, verdictOn } from "../testing/rules.ts";

const CODE = { S3Bucket: "code", S3Key: "code.zip" };
const Role = "arn:aws:iam::000000000000:role/execution";
const FUNCTION = { FunctionName: "orders", Code: CODE, Role };

test("a function without active tracing is flagged before it is made, and one with it is not", async () => {
  await using cloud = await startCloud();
  await putPolicy(cloud, "tracing", TRACING_POLICY);

  const passThrough = await verdictOn(cloud, "AWS::Lambda::Function", {
    ...FUNCTION,
    TracingConfig: { Mode: "PassThrough" },
  });
  equal(passThrough.compliance, "NON_COMPLIANT");
  match(passThrough.annotations[0] ?? "", /judged by the configuration item/);

  const absent = await verdictOn(cloud, "AWS::Lambda::Function", FUNCTION);
  equal(absent.compliance, "NON_COMPLIANT");

  const active = await verdictOn(cloud, "AWS::Lambda::Function", {
    ...FUNCTION,
    TracingConfig: { Mode: "Active" },
  });
  equal(active.compliance, "COMPLIANT");
});

test("a policy may address the CloudFormation schema, and the verdict says so", async () => {
  await using cloud = await startCloud();
  await putPolicy(
    cloud,
    "schema",
    `rule traced { Resources.*.Properties.TracingConfig.Mode == "Active" }`,
  );
  const denied = await verdictOn(cloud, "AWS::Lambda::Function", FUNCTION);
  equal(denied.compliance, "NON_COMPLIANT");
  match(denied.annotations[0] ?? "", /judged by the CloudFormation schema/);
  const allowed = await verdictOn(cloud, "AWS::Lambda::Function", {
    ...FUNCTION,
    TracingConfig: { Mode: "Active" },
  });
  equal(allowed.compliance, "COMPLIANT");
});

test("a policy that cannot be decided lets nothing pass", async () => {
  await using cloud = await startCloud();
  await putPolicy(
    cloud,
    "undecidable",
    `let n = parse_int(resourceType)\nrule impossible { configuration.Timeout == %n }`,
  );
  const { compliance } = await verdictOn(
    cloud,
    "AWS::Lambda::Function",
    FUNCTION,
  );
  equal(compliance, "NON_COMPLIANT");
});

test("only rules in proactive mode and scope judge what is not there yet", async () => {
  await using cloud = await startCloud();
  await putPolicy(cloud, "of-topics", `rule never { resourceType == "x" }`, {
    Scope: { ComplianceResourceTypes: ["AWS::SNS::Topic"] },
  });
  const other = await verdictOn(cloud, "AWS::Lambda::Function", FUNCTION);
  equal(other.compliance, "INSUFFICIENT_DATA");
  const topic = await verdictOn(cloud, "AWS::SNS::Topic", {});
  equal(topic.compliance, "NON_COMPLIANT");
  await cloud.config.send(
    new DeleteConfigRuleCommand({ ConfigRuleName: "of-topics" }),
  );
  const after = await verdictOn(cloud, "AWS::SNS::Topic", {});
  equal(after.compliance, "INSUFFICIENT_DATA");
});

test("a managed rule judges with its parameters; those AWS does not know are refused", async () => {
  await using cloud = await startCloud();
  const managed = (
    SourceIdentifier: string,
    parameters?: Record<string, string>,
  ) =>
    cloud.config.send(
      new PutConfigRuleCommand({
        ConfigRule: {
          ConfigRuleName: "settings",
          Source: { Owner: "AWS", SourceIdentifier },
          EvaluationModes: [{ Mode: "PROACTIVE" }],
          ...(parameters
            ? { InputParameters: JSON.stringify(parameters) }
            : {}),
        },
      }),
    );
  const check = "LAMBDA_FUNCTION_SETTINGS_CHECK";
  await rejects(managed("NO_SUCH_RULE"), {
    name: "InvalidParameterValueException",
    message: /^The sourceIdentifier NO_SUCH_RULE is invalid/,
  });
  await rejects(managed(check), { message: /required parameter \[runtime\]/ });
  await rejects(managed(check, { runtime: "nodejs24.x", colour: "red" }), {
    message: /Unknown parameters/,
  });
  await rejects(managed("IAM_NO_INLINE_POLICY_CHECK"), {
    message: /does not support the evaluation mode PROACTIVE/,
  });
  await managed(check, { runtime: "nodejs24.x" });
  const type = "AWS::Lambda::Function";
  const older = { ...FUNCTION, Runtime: "nodejs22.x" };
  equal((await verdictOn(cloud, type, older)).compliance, "NON_COMPLIANT");
  const right = { ...FUNCTION, Runtime: "nodejs24.x" };
  equal((await verdictOn(cloud, type, right)).compliance, "COMPLIANT");
});

test("what does not fit its schema, or is of no type, is refused and leaves nothing behind", async () => {
  await using cloud = await startCloud();
  const start = (ResourceType: string, ResourceConfiguration: string) =>
    cloud.config.send(
      new StartResourceEvaluationCommand({
        ResourceDetails: {
          ResourceId: "orders",
          ResourceType,
          ResourceConfiguration,
        },
        EvaluationMode: "PROACTIVE",
      }),
    );
  for (const [type, configuration, told] of [
    ["AWS::Lambda::Function", "{", /not a JSON object/],
    ["AWS::Lambda::Function", "[]", /not a JSON object/],
    ["AWS::Lambda::Function", '{"Tracing": 1}', /extraneous key \[Tracing\]/],
    ["AWS::No::Type", "{}", /AWS::No::Type is not supported/],
  ] as const)
    await rejects(start(type, configuration), {
      name: "InvalidParameterValueException",
      message: told,
    });
  deepEqual(await evaluationIds(cloud), []);
});

test("the same token begins one evaluation, and another request with it is refused", async () => {
  await using cloud = await startCloud();
  const ClientToken = "t".repeat(64);
  const start = (ResourceId: string) =>
    cloud.config.send(
      new StartResourceEvaluationCommand({
        ResourceDetails: {
          ResourceId,
          ResourceType: "AWS::SNS::Topic",
          ResourceConfiguration: "{}",
        },
        EvaluationMode: "PROACTIVE",
        ClientToken,
      }),
    );
  const first = await start("news");
  const again = await start("news");
  equal(again.ResourceEvaluationId, first.ResourceEvaluationId);
  await rejects(start("other"), { name: "IdempotentParameterMismatch" });
  deepEqual(await evaluationIds(cloud), [first.ResourceEvaluationId]);
});

test("evaluations need their permissions", async () => {
  await using cloud = await startCloud();
  const may = await makeUser(
    cloud,
    "may",
    allowing("config:StartResourceEvaluation"),
  );
  const start = (by: Clients) =>
    by.config.send(
      new StartResourceEvaluationCommand({
        ResourceDetails: {
          ResourceId: "news",
          ResourceType: "AWS::SNS::Topic",
          ResourceConfiguration: "{}",
        },
        EvaluationMode: "PROACTIVE",
      }),
    );
  const { ResourceEvaluationId } = await start(may);
  const summary = new GetResourceEvaluationSummaryCommand({
    ResourceEvaluationId,
  });
  await rejects(may.config.send(summary), { name: "AccessDeniedException" });
  const status = (await cloud.config.send(summary)).EvaluationStatus?.Status;
  equal(status, "SUCCEEDED");
  const mayNot = await makeUser(cloud, "may-not", allowing("config:Get*"));
  await rejects(start(mayNot), { name: "AccessDeniedException" });
});

test("results are asked for by evaluation or by resource, not by both", async () => {
  await using cloud = await startCloud();
  for (const input of [
    {},
    { ResourceType: "AWS::SNS::Topic" },
    {
      ResourceEvaluationId: "x",
      ResourceType: "AWS::SNS::Topic",
      ResourceId: "x",
    },
    { ResourceEvaluationId: "missing" },
  ])
    await rejects(
      cloud.config.send(new GetComplianceDetailsByResourceCommand(input)),
      { name: "InvalidParameterValueException" },
    );
});

async function evaluationIds({ config }: Clients) {
  const { ResourceEvaluations = [] } = await config.send(
    new ListResourceEvaluationsCommand({}),
  );
  return ResourceEvaluations.map(
    ({ ResourceEvaluationId }) => ResourceEvaluationId,
  );
}
