import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  DeleteStackCommand,
  DeregisterTypeCommand,
  ListTypesCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { startCloud } from "../../../../testing/cloud.ts";
import { resourceHandler } from "../../../../testing/resources.ts";
import {
  configuration,
  hookEvents,
  hookPackage,
  hookRole,
  stored,
} from "../testing/hooks.ts";
import { makeStack, settledStack } from "../testing/stacks.ts";

test("a hook that a stack makes judges other stacks, until it is deleted with its stack", async () => {
  await using cloud = await startCloud();
  const Uri = await stored(
    cloud,
    "never.guard",
    "rule never { Resources empty }",
  );
  const hook = await makeStack(cloud, "hook", {
    Resources: {
      Hook: {
        Type: "AWS::CloudFormation::GuardHook",
        Properties: {
          Alias: "Private::Guard::Never",
          RuleLocation: { Uri },
          ExecutionRole: await hookRole(cloud, ["s3:GetObject"]),
          HookStatus: "ENABLED",
          FailureMode: "FAIL",
          TargetOperations: ["RESOURCE"],
          TargetFilters: { TargetNames: ["AWS::SNS::*"] },
        },
      },
    },
  });
  equal(hook.StackStatus, "CREATE_COMPLETE");
  const topic = { Resources: { Topic: { Type: "AWS::SNS::Topic" } } };
  const stopped = await makeStack(cloud, "stopped", topic);
  equal(stopped.StackStatus, "ROLLBACK_COMPLETE");

  await cloud.cloudformation.send(
    new DeleteStackCommand({ StackName: "hook" }),
  );
  equal(
    (await settledStack(cloud, hook.StackId ?? "")).StackStatus,
    "DELETE_COMPLETE",
  );
  const { TypeSummaries } = await cloud.cloudformation.send(
    new ListTypesCommand({}),
  );
  equal(TypeSummaries?.length ?? 0, 0);
  const made = await makeStack(cloud, "made", topic);
  equal(made.StackStatus, "CREATE_COMPLETE");
});

test("versions of a hook are registered by a stack, and the one is asked that it makes the default", async () => {
  await using cloud = await startCloud();
  const TypeName = "MyCompany::Testing::Never";
  const packed = (word: string) =>
    hookPackage(
      TypeName,
      {
        "dist/handlers.js": `exports.entrypoint = async () => ({ hookStatus: "FAILED", errorCode: "NonCompliant", message: "${word}" });`,
      },
      { runtime: "nodejs22.x", entrypoint: "dist/handlers.entrypoint" },
    );
  const ExecutionRoleArn = await hookRole(cloud, ["sns:*"]);
  const template = (SchemaHandlerPackage: string) => ({
    Resources: {
      Version: {
        Type: "AWS::CloudFormation::HookVersion",
        Properties: { TypeName, SchemaHandlerPackage, ExecutionRoleArn },
      },
      Default: {
        Type: "AWS::CloudFormation::HookDefaultVersion",
        Properties: { TypeVersionArn: { Ref: "Version" } },
      },
      Use: {
        Type: "AWS::CloudFormation::HookTypeConfig",
        Properties: {
          TypeArn: { "Fn::GetAtt": ["Version", "TypeArn"] },
          Configuration: configuration({}),
        },
      },
    },
    Outputs: { Version: { Value: { Ref: "Version" } } },
  });
  const says = async (name: string) => {
    await makeStack(cloud, name, {
      Resources: { Topic: { Type: "AWS::SNS::Topic" } },
    });
    return (await hookEvents(cloud, name)).at(-1)?.HookStatusReason;
  };
  const first = await stored(cloud, "first.zip", packed("first"));
  const hook = await makeStack(cloud, "hook", template(first));
  equal(hook.StackStatus, "CREATE_COMPLETE");
  const arn = hook.Outputs?.[0]?.OutputValue ?? "";
  match(arn, /:type\/hook\/MyCompany-Testing-Never\/00000001$/);
  match((await says("one")) ?? "", /first$/);

  const versions = await resourceHandler(
    cloud,
    "AWS::CloudFormation::HookVersion",
  );
  deepEqual(await versions.list(), [arn]);
  const TypeArn = arn.replace(/\/0+1$/, "");
  deepEqual(await versions.read(arn), {
    Arn: arn,
    TypeArn,
    TypeName,
    VersionId: "00000001",
    IsDefaultVersion: true,
    Visibility: "PRIVATE",
    ExecutionRoleArn,
  });
  const none = await stored(cloud, "none.zip", "no zip");
  await rejects(versions.create({ TypeName, SchemaHandlerPackage: none }), {
    name: "NotStabilized",
    message: /not a usable zip archive/,
  });

  const second = await stored(cloud, "second.zip", packed("second"));
  await cloud.cloudformation.send(
    new UpdateStackCommand({
      StackName: "hook",
      TemplateBody: JSON.stringify(template(second)),
    }),
  );
  const updated = await settledStack(cloud, "hook");
  equal(updated.StackStatus, "UPDATE_COMPLETE");
  match((await says("two")) ?? "", /second$/);
  deepEqual(await versions.list(), [`${TypeArn}/00000002`]);
  equal(await versions.read(arn), undefined);
  // What is out of use cannot go once more, and take the rest with it.
  await versions.delete(arn);
  await rejects(
    cloud.cloudformation.send(new DeregisterTypeCommand({ Arn: arn })),
    { name: "TypeNotFoundException" },
  );
  const defaults = await resourceHandler(
    cloud,
    "AWS::CloudFormation::HookDefaultVersion",
  );
  deepEqual(await defaults.read(TypeArn), {
    Arn: TypeArn,
    TypeName,
    VersionId: "00000002",
    TypeVersionArn: `${TypeArn}/00000002`,
  });

  await cloud.cloudformation.send(
    new DeleteStackCommand({ StackName: "hook" }),
  );
  const deleted = await settledStack(cloud, hook.StackId ?? "");
  equal(deleted.StackStatus, "DELETE_COMPLETE");
  deepEqual(await versions.list(), []);
  equal(await defaults.read(TypeArn), undefined);
  equal(await says("three"), undefined);
});
