import { equal, match } from "node:assert/strict";
import { test } from "node:test";
import { signatureHeaders } from "../../../../../tests/signed-request.ts";
import { REGION, startCloud, type Cloud } from "../../../testing/cloud.ts";
import { makeQueue } from "./testing/queues.ts";

test("older clients speak the query protocol, and may post to the queue's own address", async () => {
  await using cloud = await startCloud();
  await makeQueue(cloud, "orders");
  const path = `/${cloud.accountId}/orders`;
  const sent = await query(cloud, path, {
    Action: "SendMessage",
    MessageBody: "a <b> & c",
    "MessageAttribute.1.Name": "colour",
    "MessageAttribute.1.Value.DataType": "String",
    "MessageAttribute.1.Value.StringValue": "red",
  });
  equal(sent.status, 200);
  match(sent.text, /<SendMessageResult><MD5OfMessageBody>[0-9a-f]{32}</);
  const received = await query(cloud, path, {
    Action: "ReceiveMessage",
    "AttributeName.1": "All",
    "MessageAttributeName.1": "All",
  });
  match(received.text, /<Body>a &lt;b&gt; &amp; c<\/Body>/);
  match(
    received.text,
    /<Attribute><Name>ApproximateReceiveCount<\/Name><Value>1<\/Value><\/Attribute>/,
  );
  match(
    received.text,
    /<MessageAttribute><Name>colour<\/Name><Value><DataType>String<\/DataType><StringValue>red</,
  );
  const handle = /<ReceiptHandle>(.*)<\/ReceiptHandle>/.exec(
    received.text,
  )?.[1];
  const deleted = await query(cloud, path, {
    Action: "DeleteMessageBatch",
    "DeleteMessageBatchRequestEntry.1.Id": "a",
    "DeleteMessageBatchRequestEntry.1.ReceiptHandle": handle ?? "",
  });
  match(
    deleted.text,
    /<DeleteMessageBatchResultEntry><Id>a<\/Id><\/DeleteMessageBatchResultEntry>/,
  );
});

test("errors have their older codes in the query protocol", async () => {
  await using cloud = await startCloud();
  const path = `/${cloud.accountId}/nothing`;
  const missing = await query(cloud, path, {
    Action: "SendMessage",
    MessageBody: "x",
  });
  equal(missing.status, 400);
  match(missing.text, /<Code>AWS.SimpleQueueService.NonExistentQueue<\/Code>/);
  const lacking = await query(cloud, "/", { Action: "SendMessage" });
  match(lacking.text, /<Code>MissingParameter<\/Code>/);
});

test("over JSON the older code comes in a header", async () => {
  await using cloud = await startCloud();
  const answer = await post(
    cloud,
    "/",
    JSON.stringify({ QueueName: "nothing" }),
    {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": "AmazonSQS.GetQueueUrl",
    },
  );
  equal(answer.status, 400);
  equal(
    answer.headers.get("x-amzn-query-error"),
    "AWS.SimpleQueueService.NonExistentQueue;Sender",
  );
});

async function query(
  cloud: Cloud,
  path: string,
  form: Readonly<Record<string, string>>,
): Promise<{ status: number; text: string }> {
  const body = new URLSearchParams({ ...form, Version: "2012-11-05" });
  const answer = await post(cloud, path, body.toString(), {
    "content-type": "application/x-www-form-urlencoded; charset=utf-8",
  });
  return { status: answer.status, text: await answer.text() };
}

function post(
  cloud: Cloud,
  target: string,
  text: string,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  const body = Buffer.from(text);
  const signed = signatureHeaders({
    ...cloud.running.rootKey,
    method: "POST",
    target,
    host: new URL(cloud.url).host,
    headers,
    body,
    service: "sqs",
    region: REGION,
    now: new Date(),
  });
  return fetch(cloud.url + target, {
    method: "POST",
    headers: { ...headers, ...signed },
    body,
  });
}
