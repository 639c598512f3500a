import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parsePattern } from "./pattern.ts";

function matches(pattern: string, message: string): boolean {
  const parsed = parsePattern(pattern);
  assert.ok(parsed.ok, parsed.ok ? "" : parsed.message);
  return parsed.matches(message);
}

/** Each pattern with messages that it matches, and others that it does not. */
function holds(
  cases: Readonly<
    Record<string, { yes: readonly string[]; no: readonly string[] }>
  >,
): void {
  for (const [pattern, { yes, no }] of Object.entries(cases)) {
    for (const message of yes)
      assert.ok(matches(pattern, message), `${pattern} matches ${message}`);
    for (const message of no)
      assert.ok(
        !matches(pattern, message),
        `${pattern} does not match ${message}`,
      );
  }
}

void test("terms must all be there, excluded ones must not, and of the optional ones any", () => {
  const badRequest = "[ERROR 400] BAD REQUEST";
  const missing = "[ERROR 419] MISSING ARGUMENTS";
  const info = "[INFO] REQUEST FAILED";
  holds({
    "": { yes: [badRequest, ""], no: [] },
    ERROR: { yes: [badRequest, missing], no: [info, "error"] },
    "ERROR ARGUMENTS": { yes: [missing], no: [badRequest] },
    "?ERROR ?FAILED": { yes: [badRequest, info], no: ["other"] },
    "ERROR -ARGUMENTS": { yes: [badRequest], no: [missing] },
    "-ERROR": { yes: [info], no: [badRequest] },
    // AWS ignores optional terms beside others.
    "?ERROR ?ARGUMENTS REQUEST": { yes: [info, badRequest], no: [missing] },
    '"BAD REQUEST"': { yes: [badRequest], no: ["REQUEST BAD"] },
    '-"BAD REQUEST" ERROR': { yes: [missing], no: [badRequest] },
    '"say \\"hi\\""': { yes: ['say "hi"'], no: ["say hi"] },
  });
});

const user = JSON.stringify({
  eventType: "UpdateTrail",
  sourceIPAddress: "111.111.111.111",
  arrayKey: ["value", "another value"],
  objectList: [
    { name: "a", id: 1 },
    { name: "b", id: 2 },
  ],
  SomeObject: null,
  "cluster.name": "c",
  "detail-type": "x",
  latency: 50,
  ok: true,
  failed: false,
});

void test("JSON selectors compare strings and numbers with the documented operators", () => {
  const yes = [user];
  const no = [user, "plain text", "[1]", "{broken"];
  const positive = [
    '{ $.eventType = "UpdateTrail" }',
    "{ $.eventType = Update* }",
    '{ $.eventType = "*Trail" }',
    "{ $.sourceIPAddress != 123.123.* }",
    '{ $.arrayKey[0] = "value" }',
    '{ $.arrayKey[*] = "another value" }',
    "{ $.objectList[1].id = 2 }",
    "{ $.* = UpdateTrail }",
    `{ $.['cluster.name'] = "c" }`,
    "{ $.detail-type = x }",
    "{ $.latency = 50 }",
    "{ $.latency = 5e+1 }",
    "{ $.latency >= 50 && $.latency <= 50 }",
    "{ $.latency > 49.5 }",
    "{ $.latency < 51 }",
    "{ $.latency != 51 }",
    "{ $.SomeObject IS NULL }",
    "{ $.ok IS TRUE }",
    "{ $.failed IS FALSE }",
    "{ $.other NOT EXISTS }",
    "{ ($.latency = 1 || $.ok IS TRUE) && $.eventType = UpdateTrail }",
    "{ $.eventType = UpdateTrail || $.latency = 1 && $.latency = 2 }",
  ];
  const negative = [
    '{ $.eventType = "updateTrail" }',
    '{ $.eventType != "UpdateTrail" }',
    '{ $.arrayKey[2] = "value" }',
    "{ $.arrayKey = value }",
    "{ $.other = 1 }",
    "{ $.other != 1 }",
    "{ $.latency > 50 }",
    "{ $.ok IS FALSE }",
    "{ $.ok NOT EXISTS }",
    "{ ($.eventType = UpdateTrail || $.latency = 1) && $.latency = 2 }",
    "{ $.constructor IS NULL }",
  ];
  for (const pattern of positive)
    holds({ [pattern]: { yes, no: no.slice(1) } });
  for (const pattern of negative) holds({ [pattern]: { yes: [], no } });
});

void test("fields separated by spaces are taken in their order", () => {
  const line =
    '127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534';
  const other = line.replace("404", "200");
  holds({
    "[ip, user, username, timestamp, request = *.html*, status_code = 4*, bytes]":
      {
        yes: [line],
        no: [other, "too few fields"],
      },
    "[..., request = *.html*, status_code = 4*, bytes]": {
      yes: [line],
      no: [other],
    },
    "[ip = 127.*, ...]": { yes: [line, other], no: ["10.0.0.1 x"] },
    "[ip, ..., bytes > 1000]": { yes: [line], no: ["a 900", "a b c 1"] },
    "[ip, user, username, timestamp, request, status = 404 || status = 410, bytes]":
      {
        yes: [line, line.replace("404", "410")],
        no: [other],
      },
    "[..., status >= 400 && status < 500, bytes]": { yes: [line], no: [other] },
    '[w1 = INFO, w2, w3 != "b"]': {
      yes: ["INFO a c"],
      no: ["INFO a b", "WARN a c"],
    },
  });
});

void test("patterns that are none are refused with AWS's words", () => {
  const refusal = (pattern: string) => {
    const parsed = parsePattern(pattern);
    return parsed.ok ? undefined : parsed.message;
  };
  assert.equal(refusal("a:b"), "Invalid character(s) in term ':'");
  assert.equal(refusal('{ $."a" = 1 }'), "Invalid character(s) in term '$'");
  for (const pattern of [
    "{ $.a = 1",
    "{ }",
    "{ $.a }",
    "{ $.a = }",
    "{ $.a = 1 && }",
    "{ $.a IS NOT NULL }",
    "{ $.a EXISTS }",
    "{ $.a > word }",
    "[a, ..., b, ..., c]",
    "[a b]",
    "[",
    "x".repeat(1025),
    "%a.*%",
    "{ $.a = %b% }",
    "{ " + "(".repeat(200) + " }",
  ])
    assert.ok(refusal(pattern) !== undefined, pattern);
});

void test("any text is a pattern or is refused, and messages of any kind only match or do not", () => {
  const piece = fc.constantFrom(
    "{",
    "}",
    "[",
    "]",
    "$.a",
    "$.*",
    "$.a[0]",
    "$.__proto__",
    "=",
    "!=",
    ">",
    "&&",
    "||",
    "(",
    ")",
    '"',
    '"x"',
    "*",
    "1",
    "NULL",
    "IS",
    "NOT",
    "EXISTS",
    "...",
    ",",
    "?",
    "-",
    " ",
    "\\",
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 24 }).map((parts) => parts.join("")),
      fc.oneof(fc.string(), fc.json()),
      (pattern, message) => {
        const parsed = parsePattern(pattern);
        if (parsed.ok) assert.equal(typeof parsed.matches(message), "boolean");
        else assert.ok(parsed.message.length > 0);
      },
    ),
    { numRuns: 2000 },
  );
});
