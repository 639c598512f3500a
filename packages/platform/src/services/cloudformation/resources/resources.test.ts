import { equal } from "node:assert/strict";
import { test } from "node:test";
import {
  DeleteStackCommand,
  ListTypesCommand,
} from "@aws-sdk/client-cloudformation";
import { startCloud } from "../../../../testing/cloud.ts";
import { hookRole, stored } from "../testing/hooks.ts";
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
