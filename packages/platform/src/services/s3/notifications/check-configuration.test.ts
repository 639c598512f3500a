import { equal, ok, throws } from "node:assert/strict";
import { test } from "node:test";
import type { Event, NotificationConfiguration } from "@aws-sdk/client-s3";
import fc from "fast-check";
import type { Bucket } from "../tables.ts";
import { checkConfiguration } from "./check-configuration.ts";
import { destinationsOf, wants } from "./destinations.ts";
import { encodedKey } from "./event-record.ts";

const bucket: Bucket = {
  name: "b",
  accountId: "000000000000",
  region: "us-east-1",
  createdAt: 0,
};
const queue = "arn:aws:sqs:us-east-1:000000000000:q";
const lambda = "arn:aws:lambda:us-east-1:000000000000:function:f";

/** A configuration of queues, each for some events, a prefix and a suffix. */
function queues(
  ...all: readonly (readonly [
    events: string | readonly string[],
    prefix?: string,
    suffix?: string,
  ])[]
): NotificationConfiguration {
  return {
    QueueConfigurations: all.map(([events, prefix, suffix]) => ({
      QueueArn: queue,
      Events: [events].flat().map((event) => `s3:${event}` as Event),
      Filter: {
        Key: {
          FilterRules: [
            ...(prefix === undefined
              ? []
              : [{ Name: "prefix" as const, Value: prefix }]),
            ...(suffix === undefined
              ? []
              : [{ Name: "suffix" as const, Value: suffix }]),
          ],
        },
      },
    })),
  };
}

const taken = (configuration: NotificationConfiguration): void =>
  checkConfiguration(configuration, bucket);
const refused = (
  configuration: NotificationConfiguration,
  message: RegExp,
): void => throws(() => taken(configuration), message);

void test("an event of a key goes to one destination: overlaps are refused", () => {
  taken(queues(["ObjectCreated:*", "in/"], ["ObjectCreated:*", "out/"]));
  taken(
    queues(["ObjectCreated:*", "", ".jpg"], ["ObjectCreated:*", "", ".png"]),
  );
  taken(queues(["ObjectCreated:Put"], ["ObjectCreated:Copy"]));
  taken(queues(["ObjectCreated:*"], ["ObjectRemoved:*"]));
  const overlap = /Configurations overlap\./;
  refused(queues(["ObjectCreated:*"], ["ObjectCreated:Put"]), overlap);
  const ambiguous = /ambiguously defined/;
  refused(
    queues(["ObjectCreated:*", "in/"], ["ObjectCreated:Put", "in/new/"]),
    ambiguous,
  );
  refused(
    queues(
      ["ObjectCreated:*", "in/", ".gz"],
      ["ObjectCreated:*", "", ".tar.gz"],
    ),
    ambiguous,
  );
  refused(
    {
      ...queues(["ObjectCreated:*", "in/"]),
      LambdaFunctionConfigurations: [
        { LambdaFunctionArn: lambda, Events: ["s3:ObjectCreated:Put"] },
      ],
    },
    ambiguous,
  );
});

void test("what S3 does not know is refused", () => {
  refused(queues(["ObjectStolen:*"]), /not supported for notifications/);
  refused(queues([[]]), /must name an event/);
  const to = (QueueArn: string) => ({
    QueueConfigurations: [
      { QueueArn, Events: ["s3:ObjectCreated:*" as const] },
    ],
  });
  refused(to("q"), /not well formed/);
  refused(to(lambda), /not well formed/);
  refused(to(queue.replace("us-east-1", "eu-west-1")), /region is not valid/);
  refused(to(`${queue}.fifo`), /FIFO/);
  refused({ EventBridgeConfiguration: {} }, /EventBridge/);
  const twoPrefixes = queues(["ObjectCreated:*", "a"]);
  twoPrefixes.QueueConfigurations?.[0]?.Filter?.Key?.FilterRules?.push({
    Name: "prefix",
    Value: "b",
  });
  refused(twoPrefixes, /more than one prefix/);
  refused(queues(["ObjectCreated:*", "x".repeat(1025)]), /1024 bytes/);
  refused(
    {
      QueueConfigurations: (
        queues(["ObjectCreated:*"], ["ObjectRemoved:*"]).QueueConfigurations ??
        []
      ).map((one) => ({ ...one, Id: "same" })),
    },
    /Same ID/,
  );
});

void test("of what is taken, no event of any key goes to two destinations", () => {
  const text = fc
    .array(fc.constantFrom("a", "b"), { maxLength: 3 })
    .map((all) => all.join(""));
  const event = fc.constantFrom(
    "ObjectCreated:*",
    "ObjectCreated:Put",
    "ObjectCreated:Copy",
    "ObjectRemoved:*",
    "ObjectRemoved:Delete",
  );
  let checked = 0;
  fc.assert(
    fc.property(
      fc.array(fc.tuple(event, text, text), { maxLength: 3 }),
      text,
      fc.constantFrom(
        "ObjectCreated:Put",
        "ObjectCreated:Copy",
        "ObjectRemoved:Delete",
      ),
      (all, key, eventName) => {
        const configuration = queues(...all);
        try {
          taken(configuration);
        } catch {
          return;
        }
        checked++;
        const told = destinationsOf(configuration).filter((destination) =>
          wants(destination, eventName, key),
        );
        ok(told.length <= 1);
      },
    ),
  );
  ok(checked > 0);
});

void test("keys are written as forms write them, and can be read back", () => {
  equal(encodedKey("in/red flower+1.jpg"), "in/red+flower%2B1.jpg");
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (key) => {
      equal(decodeURIComponent(encodedKey(key).replaceAll("+", " ")), key);
    }),
  );
});
