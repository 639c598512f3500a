import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import {
  changedProperties,
  checkedProperties,
  replacingProperties,
} from "./resource-properties.ts";
import type { ResourceSchema } from "./resource-type.ts";

const schema: ResourceSchema & Record<string, unknown> = {
  typeName: "Test::A::B",
  additionalProperties: false,
  properties: {
    Arn: { type: "string" },
    Name: { type: "string", pattern: "^[a-z]+$" },
    Count: { type: "integer" },
    Open: { type: "boolean" },
    Mode: { type: "string", enum: ["a", "b"] },
    Odd: { type: "string", pattern: "(?i)\\p{Alpha}++" },
    Tags: { type: "array", items: { $ref: "#/definitions/Tag" } },
  },
  definitions: {
    Tag: {
      type: "object",
      additionalProperties: false,
      required: ["Key"],
      properties: { Key: { type: "string" }, Value: { type: "string" } },
    },
  },
  required: ["Name"],
  primaryIdentifier: ["/properties/Arn"],
  readOnlyProperties: ["/properties/Arn"],
  createOnlyProperties: ["/properties/Name"],
};

const problemsOf = (properties: Record<string, unknown>) => {
  const checked = checkedProperties(schema, properties);
  return checked.ok ? [] : checked.problems;
};

test("texts stand for numbers and booleans, and the other way round", () => {
  deepEqual(
    checkedProperties(schema, {
      Name: "a",
      Count: "5",
      Open: "true",
      Tags: [{ Key: 1 }],
    }),
    {
      ok: true,
      properties: { Name: "a", Count: 5, Open: true, Tags: [{ Key: "1" }] },
    },
  );
});

test("what a schema does not know or allow is told with its place", () => {
  deepEqual(problemsOf({}), ["#: required key [Name] not found"]);
  deepEqual(problemsOf({ Name: "a", Nmae: 1 }), [
    "#: extraneous key [Nmae] is not permitted",
  ]);
  deepEqual(problemsOf({ Name: "a", Tags: [{ Value: "x" }] }), [
    "#/Tags/0: required key [Key] not found",
  ]);
  deepEqual(problemsOf({ Name: "a", Count: "many" }), [
    "#/Count: expected type: Integer",
  ]);
  deepEqual(problemsOf({ Name: "a", Mode: "c" }), [
    '#/Mode: value is not one of ["a","b"]',
  ]);
  deepEqual(problemsOf({ Name: "A" }), [
    "#/Name: value does not match pattern ^[a-z]+$",
  ]);
  deepEqual(problemsOf({ Name: "a", Arn: "x" }), [
    "Encountered read-only property Arn in the properties",
  ]);
});

test("a pattern that JavaScript cannot read is left to the service", () => {
  deepEqual(problemsOf({ Name: "a", Odd: "1" }), []);
});

test("a change tells what differs, and what only a new resource can have", () => {
  const change = {
    before: { Name: "a", Tags: [{ Key: "x" }] },
    after: { Name: "b", Tags: [{ Key: "x" }], Count: 1 },
  };
  deepEqual(changedProperties(change), ["Name", "Count"]);
  deepEqual(replacingProperties(schema, change), ["Name"]);
});

test("patterns that end as other dialects write it hold, and refuse", () => {
  const schema = {
    typeName: "A::B::C",
    properties: { Name: { type: "string", pattern: "^[a-z]+\\Z" } },
    primaryIdentifier: ["/properties/Name"],
  };
  equal(checkedProperties(schema, { Name: "abc" }).ok, true);
  equal(checkedProperties(schema, { Name: "abcZ" }).ok, false);
});

test("of several forms, what is not known yet may well make one fit", () => {
  const schema = {
    typeName: "A::B::C",
    properties: { Users: { type: "array" }, Roles: { type: "array" } },
    primaryIdentifier: ["/properties/Id"],
    anyOf: [{ required: ["Users"] }, { required: ["Roles"] }],
  };
  equal(checkedProperties(schema, {}, new Set(["/Roles"])).ok, true);
  equal(checkedProperties(schema, {}).ok, false);
});

test("patterns with Unicode's classes are read by Unicode's rules", () => {
  const unicode: ResourceSchema & Record<string, unknown> = {
    typeName: "Test::A::Unicode",
    properties: {
      Key: { type: "string", pattern: "^[\\p{L}\\p{N}_.:/=+\\-@]+$" },
    },
    primaryIdentifier: ["/properties/Key"],
  };
  equal(checkedProperties(unicode, { Key: "lambda:Grün-1" }).ok, true);
  equal(checkedProperties(unicode, { Key: "a!" }).ok, false);
});
