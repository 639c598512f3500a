import { deepEqual, equal, match } from "node:assert/strict";
import { test } from "node:test";
import {
  DeleteStackCommand,
  DescribeStackEventsCommand,
  UpdateStackCommand,
  type Capability,
} from "@aws-sdk/client-cloudformation";
import { ListRolesCommand } from "@aws-sdk/client-iam";
import { ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { startCloud, type Cloud } from "../../../../testing/cloud.ts";
import {
  makeStack,
  settledStack,
} from "../../cloudformation/testing/stacks.ts";
import { call } from "../testing/functions.ts";

const template = (word: string, live: string) => `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Service: lambda.amazonaws.com }
            Action: sts:AssumeRole
  Shop:
    Type: AWS::Lambda::Function
    Properties:
      Role: !GetAtt Role.Arn
      Runtime: nodejs24.x
      Handler: index.handler
      Code: { ZipFile: 'exports.handler = async () => "${word}";' }
  First:
    Type: AWS::Lambda::Version
    Properties: { FunctionName: !Ref Shop }
  Live:
    Type: AWS::Lambda::Alias
    Properties: { FunctionName: !Ref Shop, FunctionVersion: ${live}, Name: live }
    DependsOn: First
Outputs:
  Function: { Value: !Ref Shop }
  Alias: { Value: !Ref Live }
`;

const IAM: { Capabilities: Capability[] } = {
  Capabilities: ["CAPABILITY_IAM"],
};

async function left({ lambda, iam }: Cloud): Promise<number> {
  const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
  const { Roles = [] } = await iam.send(new ListRolesCommand({}));
  return Functions.length + Roles.length;
}

test("a stack of a function with its role, version and alias is made, changed and deleted", async () => {
  await using cloud = await startCloud();
  const stack = await makeStack(cloud, "shop", template("one", "1"), IAM);
  equal(stack.StackStatus, "CREATE_COMPLETE");
  const [name = "", alias = ""] = (stack.Outputs ?? []).map(
    ({ OutputValue }) => OutputValue,
  );
  match(alias, /:function:shop-Shop-[A-Z0-9]{12}:live$/);
  deepEqual((await call(cloud.lambda, alias)).answer, "one");
  await cloud.cloudformation.send(
    new UpdateStackCommand({
      StackName: "shop",
      TemplateBody: template("two", "1"),
      ...IAM,
    }),
  );
  const updated = await settledStack(cloud, "shop");
  equal(updated.StackStatus, "UPDATE_COMPLETE");
  deepEqual((await call(cloud.lambda, name)).answer, "two");
  deepEqual((await call(cloud.lambda, alias)).answer, "one");
  await cloud.cloudformation.send(
    new DeleteStackCommand({ StackName: "shop" }),
  );
  await cloud.settled();
  equal(await left(cloud), 0);
});

test("a stack whose alias cannot be made goes back, and leaves nothing", async () => {
  await using cloud = await startCloud();
  const stack = await makeStack(cloud, "shop", template("one", '"7"'), IAM);
  equal(stack.StackStatus, "ROLLBACK_COMPLETE");
  equal(await left(cloud), 0);
  const { StackEvents = [] } = await cloud.cloudformation.send(
    new DescribeStackEventsCommand({ StackName: "shop" }),
  );
  const failed = StackEvents.filter(
    ({ ResourceStatus }) => ResourceStatus === "CREATE_FAILED",
  );
  deepEqual(
    failed.map(({ LogicalResourceId }) => LogicalResourceId),
    ["Live"],
  );
  match(failed[0]?.ResourceStatusReason ?? "", /Function not found.*:7/);
});
