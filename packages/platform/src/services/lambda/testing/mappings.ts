import { FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { setTimeout } from "node:timers/promises";
import {
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  GetEventSourceMappingCommand,
  type CreateEventSourceMappingRequest,
  type EventSourceMappingConfiguration,
} from "@aws-sdk/client-lambda";
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { REGION, type Clients, type Cloud } from "../../../../testing/cloud.ts";
import { allowing } from "../../../../testing/principals.ts";
import { executionRole, nodeFunction, packageOf } from "./functions.ts";

/** What a function's role needs to take messages. */
export const TAKING = [
  "sqs:ReceiveMessage",
  "sqs:DeleteMessage",
  "sqs:GetQueueAttributes",
] as const;

/** A function that writes what it is called with to its log, and then does what `then` says. */
export async function makeWitness(
  cloud: Cloud,
  FunctionName: string,
  then = "",
): Promise<void> {
  const role = await executionRole(
    cloud,
    `${FunctionName}-role`,
    allowing([...TAKING, ...LOGGING]),
  );
  const source = `
    export const handler = async (event) => {
      console.log("seen " + JSON.stringify(event));
      ${then}
    };`;
  await cloud.lambda.send(
    new CreateFunctionCommand({
      ...nodeFunction(FunctionName, role, packageOf(source)),
      Timeout: 20,
    }),
  );
}

/** What a function's role needs to have a log. */
export const LOGGING = [
  "logs:CreateLogGroup",
  "logs:CreateLogStream",
  "logs:PutLogEvents",
] as const;

export interface SeenRecord {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

const TURNS = 1000;

/** The batch after those that were asked for before, as the witness was called with it; waits for it. */
export async function nextSeen(cloud: Cloud): Promise<readonly SeenRecord[]> {
  const turn = (taken.get(cloud) ?? 0) + 1;
  taken.set(cloud, turn);
  for (let i = 0; i < TURNS; i++) {
    const batch = (await allSeen(cloud))[turn - 1];
    if (batch) return batch;
    await setTimeout(10);
  }
  throw new Error("The witness was not called.");
}

const taken = new WeakMap<Cloud, number>();

/** Every batch that the witness was called with. */
export async function allSeen(
  cloud: Cloud,
): Promise<readonly (readonly SeenRecord[])[]> {
  await cloud.settled();
  const seen: SeenRecord[][] = [];
  let nextToken: string | undefined;
  do {
    const { events = [], ...page } = await cloud.logs
      .send(
        new FilterLogEventsCommand({
          logGroupName: "/aws/lambda/witness",
          filterPattern: "seen",
          ...(nextToken === undefined ? {} : { nextToken }),
        }),
      )
      .catch((error: Error) => {
        if (error.name !== "ResourceNotFoundException") throw error;
        return { events: [], nextToken: undefined };
      });
    for (const { message = "" } of events) {
      const event = /seen (\{.*\})/.exec(message)?.[1];
      if (event !== undefined)
        seen.push((JSON.parse(event) as { Records: SeenRecord[] }).Records);
    }
    ({ nextToken } = page);
  } while (nextToken !== undefined);
  return seen;
}

/** Makes or finds a queue, and answers its address. */
export async function queueNamed(
  { sqs }: Clients,
  QueueName: string,
  Attributes: Record<string, string> = {},
): Promise<string> {
  const { QueueUrl } = await sqs.send(
    new CreateQueueCommand({ QueueName, Attributes }),
  );
  return QueueUrl ?? "";
}

export const queueArnOf = (
  { accountId }: { readonly accountId: string },
  name: string,
): string => `arn:aws:sqs:${REGION}:${accountId}:${name}`;

/** Makes a mapping and waits until it takes messages. */
export async function mapped(
  cloud: Cloud,
  FunctionName: string,
  queueName: string,
  more: Partial<CreateEventSourceMappingRequest> = {},
): Promise<EventSourceMappingConfiguration> {
  const { UUID } = await cloud.lambda.send(
    new CreateEventSourceMappingCommand({
      FunctionName,
      EventSourceArn: queueArnOf(cloud, queueName),
      ...more,
    }),
  );
  await cloud.settled();
  return cloud.lambda.send(new GetEventSourceMappingCommand({ UUID }));
}

export async function send(
  { sqs }: Clients,
  QueueUrl: string,
  ...bodies: readonly (string | object)[]
): Promise<void> {
  const texts = bodies.map((body) =>
    typeof body === "string" ? body : JSON.stringify(body),
  );
  if (texts.length === 1)
    await sqs.send(
      new SendMessageCommand({ QueueUrl, MessageBody: texts[0]! }),
    );
  else
    await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: texts.map((MessageBody, i) => ({
          Id: String(i),
          MessageBody,
        })),
      }),
    );
}

/** Waits until a queue has so many messages, visible and in flight together. */
export async function untilLeft(
  { sqs }: Clients,
  QueueUrl: string,
  count: number,
): Promise<void> {
  for (;;) {
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
    );
    const left =
      Number(Attributes["ApproximateNumberOfMessages"]) +
      Number(Attributes["ApproximateNumberOfMessagesNotVisible"]);
    if (left === count) return;
    await setTimeout(5);
  }
}
