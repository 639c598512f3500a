import { setTimeout as sleep } from "node:timers/promises";
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { CreateTopicCommand, SNSClient } from "@aws-sdk/client-sns";
import type { Figure } from "./figure.ts";
import { platformServer } from "./server/processes.ts";

const RESOURCES = 200;

/** A stack of 200 resources, made, changed and deleted, beside as many topics made one call after the other. */
export async function stacks(): Promise<Figure[]> {
  await using platform = await platformServer();
  const { url, keys } = platform;
  const config = { endpoint: url, region: "us-east-1", credentials: keys };
  const cloudformation = new CloudFormationClient(config);
  const sns = new SNSClient(config);

  const callsBegan = performance.now();
  for (let i = 0; i < RESOURCES; i++)
    await sns.send(new CreateTopicCommand({ Name: `alone-${i}` }));
  const baseline = {
    what: `${RESOURCES} CreateTopic calls`,
    value: (performance.now() - callsBegan) / 1000,
  };

  const timed = async (
    what: string,
    begin: () => Promise<unknown>,
    goal?: string,
  ): Promise<Figure> => {
    const began = performance.now();
    await begin();
    await over(cloudformation);
    return {
      what: `a stack of ${RESOURCES} resources ${what}`,
      value: (performance.now() - began) / 1000,
      unit: "s",
      baseline,
      ...(goal === undefined ? {} : { goal }),
    };
  };
  const StackName = "many";
  return [
    await timed(
      "created",
      () =>
        cloudformation.send(
          new CreateStackCommand({ StackName, TemplateBody: template("a") }),
        ),
      "≤ 5 s",
    ),
    await timed("updated", () =>
      cloudformation.send(
        new UpdateStackCommand({ StackName, TemplateBody: template("b") }),
      ),
    ),
    await timed("deleted", () =>
      cloudformation.send(new DeleteStackCommand({ StackName })),
    ),
  ];
}

/** Topics, every second of which waits for the one before it. */
function template(DisplayName: string): string {
  return JSON.stringify({
    Resources: Object.fromEntries(
      Array.from({ length: RESOURCES }, (_, i) => [
        `Topic${i}`,
        {
          Type: "AWS::SNS::Topic",
          Properties: { DisplayName },
          ...(i % 2 === 1 ? { DependsOn: `Topic${i - 1}` } : {}),
        },
      ]),
    ),
  });
}

async function over(client: CloudFormationClient): Promise<void> {
  for (;;) {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({}));
    if (!Stacks.some(({ StackStatus = "" }) => /IN_PROGRESS/.test(StackStatus)))
      return;
    await sleep(10);
  }
}
