import { CreateTopicCommand, SubscribeCommand } from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
} from "@aws-sdk/client-sqs";
import type { Cloud } from "../../../../testing/cloud.ts";
import { policyOf } from "../../../../testing/principals.ts";

/** What a custom resource's provider is asked. */
export interface Asked {
  readonly RequestType: "Create" | "Update" | "Delete";
  readonly ResponseURL: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: { readonly Title?: string };
}

/** What is not as usual about an answer: a success that names the resource as it was named, or after the provider. */
export interface Answer {
  readonly Status?: "SUCCESS" | "FAILED";
  readonly PhysicalResourceId?: string;
}

/** Somebody who makes custom resources, and answers no sooner than a test says. */
export interface SlowProvider {
  readonly ServiceToken: string;
  /** The next thing that it is asked. */
  asked(): Promise<Asked>;
  /** What it is asked next, answered at once. */
  does(RequestType: Asked["RequestType"]): Promise<Asked>;
  answer(asked: Asked, more?: Answer): Promise<void>;
}

/** A topic with a queue behind it; one that is there is taken up again. */
export async function slowProvider(
  cloud: Pick<Cloud, "sns" | "sqs" | "url">,
  name: string,
): Promise<SlowProvider> {
  const { TopicArn: ServiceToken = "" } = await cloud.sns.send(
    new CreateTopicCommand({ Name: name }),
  );
  const Endpoint = ServiceToken.replace(":sns:", ":sqs:");
  const { QueueUrl } = await cloud.sqs.send(
    new CreateQueueCommand({
      QueueName: name,
      Attributes: {
        Policy: policyOf({
          Effect: "Allow",
          Principal: { Service: "sns.amazonaws.com" },
          Action: "sqs:SendMessage",
          Resource: Endpoint,
        }),
      },
    }),
  );
  await cloud.sns.send(
    new SubscribeCommand({
      TopicArn: ServiceToken,
      Protocol: "sqs",
      Endpoint,
      Attributes: { RawMessageDelivery: "true" },
    }),
  );
  const asked = async (): Promise<Asked> => {
    for (;;) {
      const { Messages: [message] = [] } = await cloud.sqs.send(
        new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1 }),
      );
      if (!message) continue;
      const { ReceiptHandle, Body = "" } = message;
      await cloud.sqs.send(
        new DeleteMessageCommand({ QueueUrl, ReceiptHandle }),
      );
      return JSON.parse(Body) as Asked;
    }
  };
  const answer = async (
    { ResponseURL, PhysicalResourceId = name }: Asked,
    more: Answer = {},
  ) => {
    const body = { Status: "SUCCESS", PhysicalResourceId, ...more };
    // A platform that was started again listens elsewhere.
    const { pathname, search } = new URL(ResponseURL);
    await fetch(new URL(pathname + search, cloud.url), {
      method: "PUT",
      body: JSON.stringify(body),
    });
  };
  return {
    ServiceToken,
    asked,
    answer,
    async does(RequestType) {
      const request = await asked();
      if (request.RequestType !== RequestType)
        throw new Error(`It is asked to ${request.RequestType}.`);
      await answer(request);
      return request;
    },
  };
}
