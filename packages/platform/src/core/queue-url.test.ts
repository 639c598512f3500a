import { equal } from "node:assert/strict";
import { test } from "node:test";
import { queueUrl } from "./queue-url.ts";

test("a queue's address names its Region, its account and itself", () => {
  equal(
    queueUrl("arn:aws:sqs:eu-west-1:111122223333:orders.fifo"),
    "https://sqs.eu-west-1.amazonaws.com/111122223333/orders.fifo",
  );
});
