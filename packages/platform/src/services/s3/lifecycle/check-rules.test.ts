import { deepEqual, equal, match, throws } from "node:assert/strict";
import { test } from "node:test";
import type { LifecycleRule } from "@aws-sdk/client-s3";
import { checkedRules } from "./check-rules.ts";

const Status = "Enabled";
const Expiration = { Days: 1 };
const rule = (more: Partial<LifecycleRule>): LifecycleRule => ({
  Status,
  Filter: {},
  Expiration,
  ...more,
});

const only = (given: LifecycleRule) => checkedRules([given])[0];

test("a rule that names nothing is called something, and its date is kept", () => {
  const date = new Date("2027-01-01T00:00:00Z");
  const kept = only(rule({ Expiration: { Date: date } }));
  match(kept?.ID ?? "", /^[A-Za-z0-9+/=]{48}$/);
  deepEqual(kept?.Expiration, { Date: +date });
  equal(only(rule({ ID: "mine" }))?.ID, "mine");
});

test("both forms of the API are taken, but not in one configuration", () => {
  const first = { Status, Prefix: "in/", Expiration } as const;
  deepEqual(only({ ...first, ID: "a" }), { ...first, ID: "a" });
  throws(() => checkedRules([first, rule({})]), {
    name: "InvalidRequest",
    message: /^Base level prefix cannot be used in Lifecycle V2/,
  });
});

const Tag = { Key: "k", Value: "v" };
const refused: Readonly<
  Record<string, readonly [error: string, ...rules: LifecycleRule[]]>
> = {
  "no rule": ["MalformedXML"],
  "a prefix in both places": ["MalformedXML", rule({ Prefix: "a" })],
  "a prefix in neither": ["MalformedXML", { Status, Expiration }],
  "no action": [
    "At least one action needs to be specified in a rule",
    { Status, Filter: {} },
  ],
  "an expiration that says nothing": ["MalformedXML", rule({ Expiration: {} })],
  "an expiration that says two things": [
    "MalformedXML",
    rule({ Expiration: { Days: 1, ExpiredObjectDeleteMarker: true } }),
  ],
  "no days": [
    "'Days' for Expiration action must be a positive integer",
    rule({ Expiration: { Days: 0 } }),
  ],
  noon: [
    "'Date' must be at midnight GMT",
    rule({ Expiration: { Date: new Date("2027-01-01T12:00:00Z") } }),
  ],
  "no noncurrent days": [
    "'NoncurrentDays' for NoncurrentVersionExpiration action must be a positive integer",
    rule({ NoncurrentVersionExpiration: { NoncurrentDays: 0 } }),
  ],
  "newer versions without days": [
    "MalformedXML",
    rule({ NoncurrentVersionExpiration: { NewerNoncurrentVersions: 3 } }),
  ],
  "too many newer versions": [
    "'NewerNoncurrentVersions' for NoncurrentVersionExpiration action must be at most 100",
    rule({
      NoncurrentVersionExpiration: {
        NoncurrentDays: 1,
        NewerNoncurrentVersions: 101,
      },
    }),
  ],
  "uploads by tag": [
    "AbortIncompleteMultipartUpload cannot be specified with Tags.",
    rule({
      Filter: { Tag },
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
    }),
  ],
  "uploads by size": [
    "AbortIncompleteMultipartUpload cannot be specified with Object Size.",
    rule({
      Filter: { ObjectSizeGreaterThan: 1 },
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
    }),
  ],
  "markers by tag": [
    "ExpiredObjectDeleteMarker cannot be specified with Tags.",
    rule({
      Filter: { Tag },
      Expiration: { ExpiredObjectDeleteMarker: true },
    }),
  ],
  "two predicates without And": [
    "MalformedXML",
    rule({ Filter: { Prefix: "a", Tag } }),
  ],
  "an And of nothing": ["MalformedXML", rule({ Filter: { And: {} } })],
  "a tag twice": [
    "Cannot provide multiple Tags with the same key",
    rule({ Filter: { And: { Tags: [Tag, Tag] } } }),
  ],
  "sizes of nothing": [
    "'ObjectSizeLessThan' must be greater than 'ObjectSizeGreaterThan' by more than one byte",
    rule({
      Filter: { And: { ObjectSizeGreaterThan: 9, ObjectSizeLessThan: 10 } },
    }),
  ],
  "an id twice": [
    "Rule ID must be unique. Found same ID for more than one rule",
    rule({ ID: "a" }),
    rule({ ID: "a", Filter: { Prefix: "b" } }),
  ],
  "a long id": [
    "ID length should not exceed allowed limit of 255",
    rule({ ID: "a".repeat(256) }),
  ],
  "a long prefix": [
    "The maximum size of a prefix is 1024",
    rule({ Filter: { Prefix: "a".repeat(1025) } }),
  ],
  "more than 1000 rules": [
    "The number of lifecycle rules must not exceed the allowed limit of 1000 rules",
    ...Array.from({ length: 1001 }, () => rule({})),
  ],
  transitions: [
    "Transitions are not built: objects are not moved between storage classes.",
    rule({ Transitions: [{ Days: 30, StorageClass: "STANDARD_IA" }] }),
  ],
};

for (const [what, [error, ...rules]] of Object.entries(refused))
  test(`refused: ${what}`, () => {
    throws(
      () => checkedRules(rules),
      error === "MalformedXML" ? { name: error } : { message: error },
    );
  });
