import { equal, match, ok } from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { createContext, runInContext } from "node:vm";
import fc from "fast-check";
import { serviceModel, validationErrorName, violations } from "../index.ts";
import { sdkClient } from "../testing/in-process.ts";
import type { Constraints } from "./constraint-data.ts";
import { equivalents, matchesPattern } from "./java-pattern.ts";

const lambda = serviceModel(sdkClient("lambda"));
const iam = serviceModel(sdkClient("iam"));

function broken(
  operation: string,
  input: object,
  service = lambda,
): string | undefined {
  return violations(service.operation(operation)!, input);
}

void test("an input within its constraints has no violations", () => {
  equal(
    broken("GetFunction", { FunctionName: "orders", Qualifier: "$LATEST" }),
    undefined,
  );
  equal(
    broken(
      "CreateRole",
      { RoleName: "deploy", AssumeRolePolicyDocument: "{}" },
      iam,
    ),
    undefined,
  );
});

void test("a broken pattern is told in AWS's words", () => {
  equal(
    broken(
      "CreateRole",
      { RoleName: "no spaces", AssumeRolePolicyDocument: "{}" },
      iam,
    ),
    "1 validation error detected: Value 'no spaces' at 'roleName' failed to satisfy constraint: " +
      "Member must satisfy regular expression pattern: [\\w+=,.@-]+",
  );
});

void test("a missing required member reads as null", () => {
  equal(
    broken("GetRole", {}, iam),
    "1 validation error detected: Value null at 'roleName' failed to satisfy constraint: Member must not be null",
  );
});

void test("an empty value breaks both its length and its pattern", () => {
  match(
    broken("GetRole", { RoleName: "" }, iam)!,
    /^2 validation errors detected: Value '' at 'roleName' .* greater than or equal to 1; Value '' at 'roleName'/,
  );
});

void test("a number out of range and an enum of other values are told, at their nested paths", () => {
  const text = broken("UpdateFunctionConfiguration", {
    FunctionName: "orders",
    MemorySize: 64,
    TracingConfig: { Mode: "Loud" },
  })!;
  match(text, /^2 validation errors detected/);
  match(
    text,
    /Value '64' at 'memorySize' .* Member must have value greater than or equal to 128/,
  );
  match(
    text,
    /Value 'Loud' at 'tracingConfig.mode' .* enum value set: \[Active, PassThrough\]/,
  );
});

void test("list elements are told by their index, scalar elements with their list", () => {
  const tags = broken(
    "TagRole",
    { RoleName: "r", Tags: [{ Key: "a", Value: "b" }, { Value: "c" }] },
    iam,
  );
  match(tags!, /Value null at 'tags.2.member.key' failed/);
  const layers = broken("CreateFunction", {
    FunctionName: "orders",
    Role: "arn:aws:iam::111122223333:role/x",
    Code: {},
    Layers: ["not an arn"],
  });
  match(
    layers!,
    /Value '\[not an arn\]' at 'layers' .* Member must satisfy constraint: \[Member must have length/,
  );
});

void test("a sensitive value is not repeated", () => {
  const text = broken(
    "CreateLoginProfile",
    { UserName: "u", Password: "" },
    iam,
  )!;
  match(text, /Value at 'password' failed/);
});

void test("each service's own error carries the text", () => {
  equal(validationErrorName(lambda), "ValidationException");
  equal(validationErrorName(iam), "ValidationError");
  equal(
    validationErrorName(serviceModel(sdkClient("cloudwatch-logs"))),
    "InvalidParameterException",
  );
});

const files = readdirSync(import.meta.dirname).filter((name) =>
  name.endsWith(".generated.json"),
);
const data = files.map((name) => ({
  name,
  constraints: JSON.parse(
    readFileSync(`${import.meta.dirname}/${name}`, "utf8"),
  ) as Constraints,
}));

for (const service of [
  "sts",
  "iam",
  "s3",
  "lambda",
  "signer",
  "cloudtrail",
  "cloudwatch",
  "cloudwatch-logs",
]) {
  void test(`the constraints of ${service} name members that its schema has`, () => {
    const model = serviceModel(sdkClient(service));
    const { constraints } = data.find(
      ({ name }) => name === `${service}.generated.json`,
    )!;
    let met = 0;
    for (const [operation, root] of Object.entries(constraints.operations)) {
      const op = model.operation(operation);
      const shape = constraints.shapes[root]!;
      for (const member of op
        ? [...(shape.required ?? []), ...Object.keys(shape.members ?? {})]
        : []) {
        ok(op!.input.member(member), `${operation}.${member}`);
        met++;
      }
    }
    ok(met > 10);
  });
}

void test("what stands for a pattern that could run away takes the same values", () => {
  const scraps = [
    "a",
    "0",
    "*",
    ".",
    "_",
    "-",
    "/",
    " ",
    "\t",
    ":",
    "\n",
    "\u0001",
    "\u2028",
    "é",
  ];
  const value = fc.array(fc.constantFrom(...scraps), { maxLength: 9 });
  for (const pattern of Object.keys(equivalents))
    fc.assert(
      fc.property(value, (pieces) => {
        const text = pieces.join("");
        equal(
          matchesPattern(pattern, text),
          new RegExp(`^(?:${pattern})$`).test(text),
          JSON.stringify([pattern, text]),
        );
      }),
      { numRuns: 2000 },
    );
});

void test("no pattern of any model can be made to run away", () => {
  const patterns = new Map<string, number>();
  for (const { constraints } of data)
    for (const { pattern, max } of Object.values(constraints.shapes))
      if (pattern !== undefined)
        patterns.set(
          pattern,
          Math.max(patterns.get(pattern) ?? 0, Math.min(max ?? 10_000, 10_000)),
        );
  ok(patterns.size > 200);
  const bait = [
    "a",
    "0",
    "-",
    ".",
    " ",
    "\t",
    "/",
    ":",
    "a-",
    "aws-",
    "a.",
    "ou-",
    "a:",
    "ab ",
    "\\",
  ];
  const context = createContext({
    run: () => {
      for (const [pattern, length] of patterns)
        for (const piece of bait) {
          const filled = piece.repeat(length / piece.length);
          matchesPattern(pattern, `${filled}\u0001`);
          matchesPattern(pattern, `arn:aws:${filled}`.slice(0, length));
        }
    },
  });
  // A pattern that runs away would take longer than the universe has; the limit only ends the test.
  runInContext("run()", context, { timeout: 60_000 });
});
