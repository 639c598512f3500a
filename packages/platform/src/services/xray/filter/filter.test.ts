import { deepEqual, equal, match, ok } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { KEYWORDS, TAKES, type Expression } from "./expression.ts";
import { matches } from "./matches.ts";
import { parseFilter } from "./parse.ts";

const parsed = (text: string): Expression => {
  const read = parseFilter(text);
  ok(read.ok, text);
  return read.expression;
};

const reason = (text: string): string => {
  const read = parseFilter(text);
  return read.ok ? "" : read.message;
};

void test("AND binds more closely than OR, and brackets more closely than both", () => {
  const [a, b, c] = ["ok", "fault", "error"].map((name) => parsed(name));
  deepEqual(parsed("ok OR fault and error"), {
    kind: "or",
    parts: [a, { kind: "and", parts: [b, c] }],
  });
  deepEqual(parsed("(ok or fault) AND error"), {
    kind: "and",
    parts: [{ kind: "or", parts: [a, b] }, c],
  });
  deepEqual(parsed("!!ok"), a);
  deepEqual(parsed("NOT ok"), { kind: "not", part: a });
});

void test("what is no expression is told with its place", () => {
  match(reason("ok AND"), /at the end/);
  match(reason("ok ok"), /at 2/);
  match(reason("service(shop)"), /unexpected input/);
  match(reason('service("shop"'), /"\)" is missing/);
  match(reason("colour = 3"), /colour is no keyword/);
  match(reason('duration = "long"'), /does not compare/);
  match(reason('user > "a"'), /does not compare/);
  match(reason("duration CONTAINS 3"), /does not compare/);
  match(reason("user"), /compared with nothing/);
  match(reason("ok # fault"), /unexpected character at 2/);
  match(reason(`${"(".repeat(40)}ok${")".repeat(40)}`), /nested too deeply/);
  match(reason("x".repeat(3000)), /2000 characters/);
  equal(reason("__proto__") === "", false);
  equal(reason("constructor = 1") === "", false);
});

const keyword = fc.constantFrom(
  ...(Object.keys(KEYWORDS) as (keyof typeof KEYWORDS)[]),
);
const literals = {
  boolean: fc.boolean(),
  number: fc
    .double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 })
    .map((value) => Math.round(value * 100) / 100 || 0),
  string: fc.string({ maxLength: 20 }),
};
const operators = [
  "=",
  "!=",
  "<",
  "<=",
  ">",
  ">=",
  "CONTAINS",
  "BEGINSWITH",
  "ENDSWITH",
] as const;

const comparison = keyword.chain((name) => {
  const type = KEYWORDS[name];
  const fitting = operators.filter((operator) => TAKES[type].test(operator));
  return fc.record(
    {
      kind: fc.constant("compares" as const),
      operand: fc.constant({ kind: "keyword" as const, name }),
      operator: fc.constantFrom(...fitting),
      value: literals[type] as fc.Arbitrary<string | number | boolean>,
    },
    { noNullPrototype: true },
  );
});

const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    comparison,
    fc.record(
      { kind: fc.constant("not" as const), part: comparison },
      { noNullPrototype: true },
    ),
    fc.record(
      {
        kind: fc.constant("service" as const),
        service: fc.record(
          { name: fc.string({ maxLength: 9 }) },
          { noNullPrototype: true },
        ),
        filter: fc.option(tie("expression"), { nil: undefined }),
      },
      { noNullPrototype: true },
    ),
    fc
      .array(tie("expression"), { minLength: 2, maxLength: 3 })
      .map((parts): Expression => ({ kind: "or", parts })),
  ),
}));

const quoted = (text: string): string => `"${text.replace(/["\\]/g, "\\$&")}"`;

function written(one: Expression): string {
  switch (one.kind) {
    case "compares": {
      const { operand, operator, value } = one;
      const name = operand.kind === "keyword" ? operand.name : operand.key;
      return `${name} ${operator} ${typeof value === "string" ? quoted(value) : value}`;
    }
    case "not":
      return `NOT ${written(one.part)}`;
    case "service":
      return `service(${quoted(one.service.name ?? "")})${one.filter ? ` { ${written(one.filter)} }` : ""}`;
    case "or":
      return one.parts.map((part) => `(${written(part)})`).join(" OR ");
    default:
      return "";
  }
}

void test("what is written of an expression reads as the same expression", () => {
  fc.assert(
    fc.property(expression, (one) => {
      const text = written(one);
      fc.pre(text.length <= 2000);
      deepEqual(parsed(text), one);
    }),
  );
});

void test("any text is read in bounded time, and what it says can be asked of any trace", () => {
  const empty = {
    row: {
      traceId: "",
      createdAt: 0,
      startedAt: 0,
      receivedAt: 0,
      size: 0,
      revision: 1,
    },
    documents: [],
    segments: [],
  };
  const pieces = fc.constantFrom(
    ...'( ) { } [ ] , : = != < ! " \\ service edge id annotation annotation.a ok user duration AND OR NOT 1 -2.5 "x" true'.split(
      " ",
    ),
  );
  fc.assert(
    fc.property(
      fc.array(fc.oneof(pieces, fc.string({ maxLength: 5 })), {
        maxLength: 200,
      }),
      (parts) => {
        const read = parseFilter(parts.join(" "));
        if (read.ok) equal(typeof matches(read.expression, empty), "boolean");
        else match(read.message, /^Invalid filter expression: /);
      },
    ),
  );
});
