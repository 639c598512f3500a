import { deepEqual, equal, match } from "node:assert/strict";
import { test } from "node:test";
import {
  checkedDeliveryPolicy,
  delayAfter,
  HTTP_DEFAULT,
  httpRetryPolicy,
  MANAGED,
} from "./retry-policy.ts";

const delays = (policy: typeof HTTP_DEFAULT, count: number) =>
  Array.from({ length: count }, (_, i) => delayAfter(policy, i + 1));

test("an HTTP endpoint is tried three times more, 20 seconds apart", () => {
  deepEqual(delays(HTTP_DEFAULT, 4), [20, 20, 20, undefined]);
});

test("the four phases follow each other", () => {
  const policy = {
    ...HTTP_DEFAULT,
    minDelayTarget: 10,
    maxDelayTarget: 30,
    numRetries: 8,
    numNoDelayRetries: 1,
    numMinDelayRetries: 2,
    numMaxDelayRetries: 2,
  };
  deepEqual(delays(policy, 9), [0, 10, 10, 10, 20, 30, 30, 30, undefined]);
});

test("functions and queues are tried for 23 days", () => {
  deepEqual(delays(MANAGED, 6), [0, 0, 0, 1, 1, 1]);
  equal(delayAfter(MANAGED, 15), 20);
  equal(delayAfter(MANAGED, 100_015), 20);
  equal(delayAfter(MANAGED, 100_016), undefined);
});

test("a subscription's own policy goes before its topic's, unless the topic forbids it", () => {
  const own = JSON.stringify({ healthyRetryPolicy: { numRetries: 7 } });
  const topic = (disableSubscriptionOverrides: boolean) =>
    JSON.stringify({
      http: {
        defaultHealthyRetryPolicy: { numRetries: 5 },
        disableSubscriptionOverrides,
      },
    });
  equal(httpRetryPolicy(topic(false), own).numRetries, 7);
  equal(httpRetryPolicy(topic(true), own).numRetries, 5);
  equal(httpRetryPolicy(undefined, own).numRetries, 7);
  equal(httpRetryPolicy(undefined, undefined).numRetries, 3);
});

test("a policy that cannot be is refused with its reason", () => {
  const refused = (healthyRetryPolicy: object) =>
    checkedDeliveryPolicy(
      JSON.stringify({ healthyRetryPolicy }),
      "subscription",
    ) ?? "";
  match(refused({ numRetries: 101 }), /numRetries/);
  match(refused({ minDelayTarget: 0 }), /minDelayTarget/);
  match(refused({ minDelayTarget: 30, maxDelayTarget: 20 }), /maxDelayTarget/);
  match(refused({ numRetries: 1, numNoDelayRetries: 2 }), /phases/);
  match(refused({ backoffFunction: "random" }), /backoffFunction/);
  match(checkedDeliveryPolicy("{", "topic") ?? "", /JSON/);
  equal(refused({ numRetries: 5 }), "");
});
