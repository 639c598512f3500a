import { PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { CreateEventSourceMappingCommand } from "@aws-sdk/client-lambda";
import {
  CreateQueueCommand,
  type CreateQueueCommandInput,
} from "@aws-sdk/client-sqs";
import { REGION, type Cloud } from "../../packages/platform/testing/cloud.ts";
import { allowing } from "../../packages/platform/testing/principals.ts";
import type { Named } from "./named.ts";

/** A queue whose dead letters go to another; both have tags. */
export async function queues({ sqs, accountId }: Cloud): Promise<Named> {
  const arnOf = (name: string) => `arn:aws:sqs:${REGION}:${accountId}:${name}`;
  const make = async (input: CreateQueueCommandInput): Promise<string> => {
    const tags = { team: "gate" };
    const made = await sqs.send(new CreateQueueCommand({ ...input, tags }));
    return made.QueueUrl ?? "";
  };
  await make({ QueueName: "dead" });
  const QueueUrl = await make({
    QueueName: "orders",
    Attributes: {
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: arnOf("dead"),
        maxReceiveCount: 3,
      }),
    },
  });
  const handle = { taskId: "task", sourceArn: arnOf("dead") };
  return {
    QueueUrl,
    QueueName: "orders",
    QueueOwnerAWSAccountId: accountId,
    SourceArn: arnOf("dead"),
    DestinationArn: arnOf("orders"),
    TaskHandle: Buffer.from(JSON.stringify(handle)).toString("base64"),
    Tags: { team: "gate" },
    tags: { team: "gate" },
    TagKeys: ["team"],
  };
}

/** A mapping of that queue, with tags; answers its id. */
export async function mapping(
  { iam, lambda, accountId }: Cloud,
  { FunctionName, RoleArn }: { FunctionName: string; RoleArn: string },
): Promise<string> {
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: RoleArn.split("/").at(-1),
      PolicyName: "taking",
      PolicyDocument: allowing("sqs:*"),
    }),
  );
  const { UUID = "" } = await lambda.send(
    new CreateEventSourceMappingCommand({
      FunctionName,
      EventSourceArn: `arn:aws:sqs:${REGION}:${accountId}:orders`,
      Enabled: false,
      Tags: { team: "gate" },
    }),
  );
  return UUID;
}
