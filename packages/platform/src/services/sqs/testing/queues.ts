import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type Message,
  type ReceiveMessageRequest,
  type SendMessageRequest,
} from "@aws-sdk/client-sqs";
import type { Clients } from "../../../../testing/cloud.ts";

/** A queue in a test. */
export interface TestQueue {
  readonly url: string;
  readonly arn: string;
  send(
    MessageBody: string,
    more?: Partial<SendMessageRequest>,
  ): Promise<{ MessageId?: string; SequenceNumber?: string }>;
  /** Up to ten messages, without waiting. */
  receive(more?: Partial<ReceiveMessageRequest>): Promise<readonly Message[]>;
  attributes(): Promise<Readonly<Record<string, string>>>;
  /** Visible, in flight, delayed. */
  counts(): Promise<readonly [number, number, number]>;
}

/** Makes a queue, or finds the one that has the name and these attributes. */
export async function makeQueue(
  { sqs }: Pick<Clients, "sqs">,
  QueueName: string,
  Attributes: Record<string, string> = {},
): Promise<TestQueue> {
  const made = await sqs.send(
    new CreateQueueCommand({
      QueueName,
      Attributes: {
        ...(QueueName.endsWith(".fifo") ? { FifoQueue: "true" } : {}),
        ...Attributes,
      },
    }),
  );
  const QueueUrl = made.QueueUrl ?? "";
  const attributes = async (): Promise<Record<string, string>> => {
    const answer = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
    );
    return answer.Attributes ?? {};
  };
  return {
    url: QueueUrl,
    arn: (await attributes())["QueueArn"] ?? "",
    send: (MessageBody, more = {}) =>
      sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more })),
    async receive(more = {}) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: 10,
          MessageSystemAttributeNames: ["All"],
          MessageAttributeNames: ["All"],
          ...more,
        }),
      );
      return Messages;
    },
    attributes,
    async counts() {
      const all = await attributes();
      return [
        Number(all["ApproximateNumberOfMessages"]),
        Number(all["ApproximateNumberOfMessagesNotVisible"]),
        Number(all["ApproximateNumberOfMessagesDelayed"]),
      ];
    },
  };
}

/** The bodies of messages, in order. */
export const bodies = (messages: readonly Message[]): readonly string[] =>
  messages.map(({ Body = "" }) => Body);
