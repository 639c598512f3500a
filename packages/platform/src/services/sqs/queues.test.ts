import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { startCloud } from "../../../testing/cloud.ts";

test("a message is sent, received, hidden while in flight, and deleted", async () => {
  await using cloud = await startCloud();
  const { QueueUrl } = await cloud.sqs.send(
    new CreateQueueCommand({ QueueName: "orders" }),
  );
  equal(QueueUrl, `${cloud.url}/${cloud.accountId}/orders`);
  const sent = await cloud.sqs.send(
    new SendMessageCommand({ QueueUrl, MessageBody: "one" }),
  );
  const { Messages = [] } = await cloud.sqs.send(
    new ReceiveMessageCommand({ QueueUrl, AttributeNames: ["All"] }),
  );
  equal(Messages[0]?.MessageId, sent.MessageId);
  equal(Messages[0]?.Body, "one");
  equal(Messages[0]?.Attributes?.["ApproximateReceiveCount"], "1");
  deepEqual(
    (await cloud.sqs.send(new ReceiveMessageCommand({ QueueUrl }))).Messages,
    undefined,
  );
  cloud.advance(31);
  const again = await cloud.sqs.send(new ReceiveMessageCommand({ QueueUrl }));
  equal(again.Messages?.[0]?.MessageId, sent.MessageId);
  await cloud.sqs.send(
    new DeleteMessageCommand({
      QueueUrl,
      ReceiptHandle: again.Messages?.[0]?.ReceiptHandle,
    }),
  );
  const { Attributes } = await cloud.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
  );
  equal(Attributes?.["ApproximateNumberOfMessages"], "0");
  equal(Attributes?.["ApproximateNumberOfMessagesNotVisible"], "0");
  ok(Attributes?.["QueueArn"]);
  await rejects(
    cloud.sqs.send(
      new SendMessageCommand({ QueueUrl: QueueUrl + "x", MessageBody: "one" }),
    ),
    { name: "QueueDoesNotExist" },
  );
});
