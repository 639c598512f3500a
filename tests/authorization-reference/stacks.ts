import {
  CreateChangeSetCommand,
  CreateStackCommand,
  CreateStackSetCommand,
} from "@aws-sdk/client-cloudformation";
import type { Cloud } from "../../packages/platform/testing/cloud.ts";
import { TAGS, type Named } from "./named.ts";

const TemplateBody = "Resources: { Topic: { Type: AWS::SNS::Topic } }";

/** A tagged stack with a change set, a tagged stack set, and what requests call them. */
export async function stacks(cloud: Cloud, roleArn: string): Promise<Named> {
  const StackName = "world";
  await cloud.cloudformation.send(
    new CreateStackCommand({ StackName, TemplateBody, Tags: TAGS }),
  );
  await cloud.settled();
  const ChangeSetName = "next";
  const { Id = "" } = await cloud.cloudformation.send(
    new CreateChangeSetCommand({
      StackName,
      ChangeSetName,
      TemplateBody: TemplateBody.replace("Topic:", "Other:"),
    }),
  );
  const StackSetName = "world";
  await cloud.cloudformation.send(
    new CreateStackSetCommand({ StackSetName, TemplateBody, Tags: TAGS }),
  );
  return {
    StackName,
    StackSetName,
    ChangeSetName,
    TemplateBody,
    RoleARN: roleArn,
    AdministrationRoleARN: roleArn,
    ExecutionRoleArn: roleArn,
    TargetType: "CHANGE_SET",
    TargetId: Id,
    LogRoleArn: roleArn,
    Tags: TAGS,
    TagKeys: ["team"],
  };
}
