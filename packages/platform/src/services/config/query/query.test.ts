import { deepEqual, equal, match, ok } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { answerOf, columnNames } from "./answer.ts";
import { fulfils, isLike, type Row } from "./condition.ts";
import { parseQuery, PROPERTIES } from "./parse.ts";
import { nameOf, type Column, type Condition, type Query } from "./query.ts";

const ROWS: readonly Row[] = [
  {
    resourceId: "orders",
    resourceType: "AWS::Lambda::Function",
    configuration: { timeout: 3, runtime: "nodejs24.x", layers: [] },
    tags: [{ key: "team", value: "shop", tag: "team=shop" }],
  },
  {
    resourceId: "bills",
    resourceType: "AWS::Lambda::Function",
    configuration: {
      timeout: 30,
      runtime: "python3.13",
      layers: [{ arn: "a" }, { arn: "b" }],
    },
    tags: [],
  },
  {
    resourceId: "news",
    resourceType: "AWS::SNS::Topic",
    configuration: { DisplayName: "It's new" },
    tags: [{ key: "team", value: "press", tag: "team=press" }],
  },
];

test("queries answer what they select, where they want it, in their order", () => {
  for (const [text, wanted] of [
    ["resourceId WHERE configuration.timeout > 3", [{ resourceId: "bills" }]],
    [
      "configuration.timeout, configuration.runtime WHERE resourceId = 'orders'",
      [{ configuration: { timeout: 3, runtime: "nodejs24.x" } }],
    ],
    [
      "resourceId, configuration.layers.arn WHERE configuration.layers.arn = 'b'",
      [
        {
          resourceId: "bills",
          configuration: { layers: [{ arn: "a" }, { arn: "b" }] },
        },
      ],
    ],
    ["resourceId WHERE tags.tag = 'team=shop'", [{ resourceId: "orders" }]],
    [
      "resourceId WHERE tags.key <> 'team' OR configuration.DisplayName = 'It''s new' ORDER BY resourceId DESC",
      [{ resourceId: "news" }, { resourceId: "bills" }],
    ],
    [
      "resourceId where configuration.runtime like 'node%' and not resourceId in ('a', 'b')",
      [{ resourceId: "orders" }],
    ],
    [
      "resourceId WHERE configuration.timeout NOT BETWEEN 4 AND 40 AND resourceType LIKE '%Function'",
      [{ resourceId: "orders" }],
    ],
    [
      "resourceType, COUNT(*), max(configuration.timeout) GROUP BY resourceType ORDER BY COUNT(*) DESC",
      [
        {
          resourceType: "AWS::Lambda::Function",
          "COUNT(*)": 2,
          "MAX(configuration.timeout)": 30,
        },
        {
          resourceType: "AWS::SNS::Topic",
          "COUNT(*)": 1,
          "MAX(configuration.timeout)": null,
        },
      ],
    ],
    [
      "COUNT(*), AVG(configuration.timeout) WHERE resourceId = 'none'",
      [{ "COUNT(*)": 0, "AVG(configuration.timeout)": null }],
    ],
    ["SUM(configuration.timeout)", [{ "SUM(configuration.timeout)": 33 }]],
    [
      "* WHERE resourceId = 'news'",
      [{ resourceId: "news", resourceType: "AWS::SNS::Topic" }],
    ],
  ] as const)
    deepEqual(answered(`SELECT ${text}`), wanted, text);
});

test("what cannot be read is told with its place", () => {
  for (const [text, problem] of [
    ["", /^Expected SELECT, found the end of the query at line 1, column 1\.$/],
    ["SELECT colour", /^Unknown property 'colour' at line 1, column 8\.$/],
    [
      "SELECT resourceId\nWHERE tags.key = ",
      /Expected a text, .* at line 2, column 18/,
    ],
    [
      "SELECT resourceId WHERE resourceId == 'a'",
      /found '=' at line 1, column 37/,
    ],
    [
      "SELECT resourceId WHERE resourceId = 'a",
      /a text that does not end at line 1, column 38/,
    ],
    ["SELECT resourceId; DROP", /Unexpected ';'/],
    ["SELECT resourceId LIMIT 3", /Expected the query's end, found 'LIMIT'/],
    ["SELECT resourceId GROUP BY resourceId", /GROUP BY needs an aggregate/],
    ["SELECT resourceId, COUNT(*)", /'resourceId' is neither in GROUP BY/],
    ["SELECT resourceId ORDER BY COUNT(*)", /needs GROUP BY/],
    ["SELECT SUM(*)", /Expected a property, found '\*'/],
    ["SELECT resourceId WHERE resourceId LIKE 5", /Expected a text, found '5'/],
    [`SELECT resourceId WHERE ${"(".repeat(2000)}`, /nested too deeply/],
  ] as const) {
    const parsed = parseQuery(text);
    ok(!parsed.ok, text);
    match(parsed.problem, problem);
  }
});

const word = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_:-]{0,8}$/);
const path = fc
  .tuple(fc.constantFrom(...PROPERTIES), fc.array(word, { maxLength: 3 }))
  .map(([first, rest]) => [first, ...rest]);
const literal = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.integer().map((n) => n / 8),
  fc.boolean(),
);
const plain = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record<T>(model, { noNullPrototype: true });
const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4 },
    plain({
      kind: fc.constant("compare" as const),
      path,
      by: fc.constantFrom("=", "!=", "<", "<=", ">", ">="),
      with: literal,
    }),
    plain({
      kind: fc.constant("in" as const),
      path,
      among: fc.array(literal, { minLength: 1, maxLength: 3 }),
    }),
    plain({
      kind: fc.constant("between" as const),
      path,
      from: literal,
      to: literal,
    }),
    plain({ kind: fc.constant("like" as const), path, form: fc.string() }),
    plain({ kind: fc.constant("not" as const), of: tie("condition") }),
    plain({
      kind: fc.constantFrom("and" as const, "or" as const),
      of: fc.array(tie("condition"), { minLength: 2, maxLength: 3 }),
    }),
  ),
}));
const property: fc.Arbitrary<Column> = path.map((of) => ({
  kind: "property",
  path: of,
}));
const query: fc.Arbitrary<Query> = plain({
  columns: fc.option(fc.array(property, { minLength: 1, maxLength: 4 }), {
    nil: undefined,
  }),
  where: fc.option(condition, { nil: undefined }),
  groupBy: fc.constant([]),
  orderBy: fc.array(plain({ column: property, descending: fc.boolean() }), {
    maxLength: 2,
  }),
});

test("a query that is written down is read as what it was", () => {
  fc.assert(
    fc.property(query, (wanted) => {
      const parsed = parseQuery(written(wanted));
      ok(parsed.ok, parsed.ok ? "" : parsed.problem);
      deepEqual(parsed.query, wanted);
    }),
  );
});

test("no text breaks the parser, and every problem has its place", () => {
  const scraps = fc.array(
    fc.oneof(
      fc.constantFrom(
        ..."SELECT WHERE resourceId tags.key = 'a' ( ) AND NOT IN , COUNT(*) GROUP"
          .split(" ")
          .map((scrap) => `${scrap} `),
      ),
      fc.string({ maxLength: 6 }),
      fc.constantFrom("\u0000", "\n", "ü", "\ud800", "😀"),
    ),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(scraps, (parts) => {
      const parsed = parseQuery(parts.join(""));
      if (!parsed.ok) match(parsed.problem, / at line \d+, column \d+\.$/);
    }),
  );
});

test("negation and De Morgan hold for every resource and condition", () => {
  fc.assert(
    fc.property(condition, condition, (a, b) => {
      for (const row of ROWS) {
        const not = (of: Condition): Condition => ({ kind: "not", of });
        equal(fulfils(row, not(a)), !fulfils(row, a));
        equal(
          fulfils(row, not({ kind: "and", of: [a, b] })),
          fulfils(row, { kind: "or", of: [not(a), not(b)] }),
        );
      }
    }),
  );
});

test("LIKE takes what a regular expression with the same wildcards takes", () => {
  const text = fc.string({
    unit: fc.constantFrom("a", "b", "%", "."),
    maxLength: 8,
  });
  fc.assert(
    fc.property(text, text, (value, form) => {
      const parts = form.split("%").map((part) => RegExp.escape(part));
      equal(
        isLike(value, form),
        new RegExp(`^${parts.join(".*")}$`, "s").test(value),
      );
    }),
  );
});

test("groups are counted as one by one", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("a", "b", "c")), (types) => {
      const rows = types.map((resourceType) => ({ resourceType }));
      const text = "SELECT resourceType, COUNT(*) GROUP BY resourceType";
      const parsed = parseQuery(text);
      ok(parsed.ok);
      const counts = Object.fromEntries(
        answerOf(parsed.query, rows).map((row) => [
          row["resourceType"],
          row["COUNT(*)"],
        ]),
      );
      for (const type of ["a", "b", "c"])
        equal(counts[type] ?? 0, types.filter((one) => one === type).length);
    }),
  );
});

function answered(text: string): readonly Row[] {
  const parsed = parseQuery(text);
  ok(parsed.ok, parsed.ok ? "" : parsed.problem);
  ok(columnNames(parsed.query).length > 0);
  return answerOf(parsed.query, ROWS);
}

/** A query as text, every condition in parentheses. */
function written({ columns, where, orderBy }: Query): string {
  const order = orderBy.map(
    ({ column, descending }) => `${nameOf(column)}${descending ? " DESC" : ""}`,
  );
  return [
    `SELECT ${columns?.map(nameOf).join(", ") ?? "*"}`,
    ...(where ? [`WHERE ${conditionText(where)}`] : []),
    ...(order.length > 0 ? [`ORDER BY ${order.join(", ")}`] : []),
  ].join("\n");
}

function conditionText(condition: Condition): string {
  switch (condition.kind) {
    case "not":
      return `NOT (${conditionText(condition.of)})`;
    case "and":
    case "or":
      return condition.of
        .map((part) => `(${conditionText(part)})`)
        .join(` ${condition.kind} `);
    case "compare":
      return `${condition.path.join(".")} ${condition.by} ${literalText(condition.with)}`;
    case "in":
      return `${condition.path.join(".")} IN (${condition.among.map(literalText).join(",")})`;
    case "between":
      return `${condition.path.join(".")} BETWEEN ${literalText(condition.from)} AND ${literalText(condition.to)}`;
    case "like":
      return `${condition.path.join(".")} LIKE ${literalText(condition.form)}`;
  }
}

const literalText = (value: string | number | boolean): string =>
  typeof value === "string"
    ? `'${value.replaceAll("'", "''")}'`
    : String(value);
