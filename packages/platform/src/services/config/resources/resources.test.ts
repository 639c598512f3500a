import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  DeleteStackCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import {
  DescribeConfigRulesCommand,
  DescribeConfigurationRecorderStatusCommand,
} from "@aws-sdk/client-config-service";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { startCloud } from "../../../../testing/cloud.ts";
import { whileTimePasses } from "../../../../testing/passing-time.ts";
import {
  allowing,
  makeRole,
  trustingService,
} from "../../../../testing/principals.ts";
import { resourceHandler } from "../../../../testing/resources.ts";
import {
  makeStack,
  settledStack,
} from "../../cloudformation/testing/stacks.ts";
import {
  makeAccount,
  makeOrganization,
} from "../../organizations/testing/organization.ts";
import { putRecorder } from "../testing/recording.ts";

const RULE = {
  EvaluationModes: [{ Mode: "PROACTIVE" }],
  Scope: { ComplianceResourceTypes: ["AWS::Lambda::Function"] },
  Source: {
    Owner: "CUSTOM_POLICY",
    CustomPolicyDetails: {
      PolicyRuntime: "guard-2.x.x",
      PolicyText: "rule named { configuration.functionName exists }",
    },
  },
};

test("rules and packs of rules are made by stacks", async () => {
  await using cloud = await startCloud();
  const stack = await makeStack(cloud, "controls", {
    Resources: {
      Rule: {
        Type: "AWS::Config::ConfigRule",
        Properties: { ConfigRuleName: "named", ...RULE },
      },
      Pack: {
        Type: "AWS::Config::ConformancePack",
        Properties: {
          ConformancePackName: "pack",
          TemplateBody: JSON.stringify({
            Resources: {
              Inner: {
                Type: "AWS::Config::ConfigRule",
                Properties: { ConfigRuleName: "inner", ...RULE },
              },
            },
          }),
        },
      },
    },
    Outputs: { Arn: { Value: { "Fn::GetAtt": ["Rule", "Arn"] } } },
  });
  equal(stack.StackStatus, "CREATE_COMPLETE");
  match(stack.Outputs?.[0]?.OutputValue ?? "", /:config-rule\//);
  const { ConfigRules = [] } = await cloud.config.send(
    new DescribeConfigRulesCommand({}),
  );
  deepEqual(
    ConfigRules.map(({ ConfigRuleName = "" }) =>
      ConfigRuleName.replace(/-conformance-pack-.*/, ""),
    ).sort(),
    ["inner", "named"],
  );
});

test("a recorder and its delivery channel wait for each other, and go together", async () => {
  await using cloud = await startCloud();
  await cloud.s3.send(new CreateBucketCommand({ Bucket: "audit" }));
  const RoleARN = await makeRole(
    cloud,
    "recorder",
    trustingService("config.amazonaws.com"),
    allowing("*"),
  );
  const template = (frequency: string, types: string[]) =>
    JSON.stringify({
      Resources: {
        Recorder: {
          Type: "AWS::Config::ConfigurationRecorder",
          Properties: {
            RoleARN,
            RecordingGroup: { AllSupported: false, ResourceTypes: types },
          },
        },
        Channel: {
          Type: "AWS::Config::DeliveryChannel",
          Properties: {
            S3BucketName: "audit",
            ConfigSnapshotDeliveryProperties: { DeliveryFrequency: frequency },
          },
        },
      },
      Outputs: { Recorder: { Value: { Ref: "Recorder" } } },
    });
  const made = await whileTimePasses(
    cloud,
    makeStack(cloud, "recording", template("One_Hour", ["AWS::SNS::Topic"])),
  );
  equal(made.StackStatus, "CREATE_COMPLETE");
  const name = made.Outputs?.[0]?.OutputValue ?? "";
  match(name, /^recording-Recorder-/);
  const recorder = await resourceHandler(
    cloud,
    "AWS::Config::ConfigurationRecorder",
  );
  const channel = await resourceHandler(cloud, "AWS::Config::DeliveryChannel");
  const status = async () => {
    const { ConfigurationRecordersStatus = [] } = await cloud.config.send(
      new DescribeConfigurationRecorderStatusCommand({}),
    );
    return ConfigurationRecordersStatus.map(({ recording }) => recording);
  };
  deepEqual(await status(), [true]);

  await cloud.cloudformation.send(
    new UpdateStackCommand({
      StackName: "recording",
      TemplateBody: template("Six_Hours", ["AWS::S3::Bucket"]),
    }),
  );
  equal(
    (await settledStack(cloud, "recording")).StackStatus,
    "UPDATE_COMPLETE",
  );
  deepEqual(await status(), [true]);
  const group = (await recorder.read(name))?.["RecordingGroup"];
  deepEqual((group as { ResourceTypes: string[] }).ResourceTypes, [
    "AWS::S3::Bucket",
  ]);
  const [channelName = ""] = await channel.list();
  deepEqual(await channel.read(channelName), {
    Id: channelName,
    Name: channelName,
    S3BucketName: "audit",
    ConfigSnapshotDeliveryProperties: { DeliveryFrequency: "Six_Hours" },
  });
  await rejects(recorder.create({ RoleARN, Name: name }), {
    name: "AlreadyExists",
  });
  // A second one has no place in the Region.
  await rejects(recorder.create({ RoleARN, Name: "second" }), {
    name: "MaxNumberOfConfigurationRecordersExceededException",
  });
  await rejects(
    recorder.update(name, {
      before: { RoleARN },
      after: { RoleARN, RecordingMode: { RecordingFrequency: "DAILY" } },
    }),
    /only CONTINUOUS recording is built/,
  );

  await cloud.cloudformation.send(
    new DeleteStackCommand({ StackName: "recording" }),
  );
  const deleted = await whileTimePasses(
    cloud,
    settledStack(cloud, made.StackId ?? ""),
  );
  equal(deleted.StackStatus, "DELETE_COMPLETE");
  deepEqual(await status(), []);
  deepEqual(await channel.list(), []);

  // Alone, neither ever comes to be, and nothing of it stays.
  const alone = rejects(recorder.create({ RoleARN }), {
    name: "NoAvailableDeliveryChannelException",
  });
  await whileTimePasses(cloud, alone, 60);
  deepEqual(await recorder.list(), []);
});

test("rules and packs of an organization are there when every account has them", async () => {
  await using cloud = await startCloud();
  await makeOrganization(cloud);
  const blue = await makeAccount(cloud, "blue");
  const inBlue = await cloud.account(blue);
  for (const account of [cloud, inBlue]) await putRecorder(account);
  const rulesInBlue = async () => {
    const { ConfigRules = [] } = await inBlue.config.send(
      new DescribeConfigRulesCommand({}),
    );
    return ConfigRules.length;
  };
  const policy = {
    Runtime: "guard-2.x.x",
    PolicyText: "rule named { configuration.functionName exists }",
    OrganizationConfigRuleTriggerTypes: ["ConfigurationItemChangeNotification"],
    ResourceTypesScope: ["AWS::Lambda::Function"],
  };
  const properties = {
    OrganizationConfigRuleName: "named",
    OrganizationCustomPolicyRuleMetadata: policy,
  };
  const stack = await makeStack(cloud, "organization", {
    Resources: {
      Rule: {
        Type: "AWS::Config::OrganizationConfigRule",
        Properties: properties,
      },
      Pack: {
        Type: "AWS::Config::OrganizationConformancePack",
        Properties: {
          OrganizationConformancePackName: "pack",
          TemplateBody: JSON.stringify({
            Resources: {
              Inner: {
                Type: "AWS::Config::ConfigRule",
                Properties: { ConfigRuleName: "inner", ...RULE },
              },
            },
          }),
        },
      },
    },
  });
  equal(stack.StackStatus, "CREATE_COMPLETE");
  equal(await rulesInBlue(), 2);
  const rules = await resourceHandler(
    cloud,
    "AWS::Config::OrganizationConfigRule",
  );
  deepEqual(await rules.read("named"), { Id: "named", ...properties });
  const packs = await resourceHandler(
    cloud,
    "AWS::Config::OrganizationConformancePack",
  );
  deepEqual(await packs.list(), ["pack"]);
  await rejects(rules.create(properties), { name: "AlreadyExists" });
  await rules.update("named", {
    before: properties,
    after: { ...properties, ExcludedAccounts: [blue] },
  });
  equal(await rulesInBlue(), 1);

  await cloud.cloudformation.send(
    new DeleteStackCommand({ StackName: "organization" }),
  );
  equal(
    (await settledStack(cloud, stack.StackId ?? "")).StackStatus,
    "DELETE_COMPLETE",
  );
  equal(await rulesInBlue(), 0);
  equal(await rules.read("named"), undefined);
  equal(await packs.read("pack"), undefined);
});
