import assert from "node:assert/strict";
import { test } from "node:test";
import type { FunctionSpec } from "./index.ts";
import { testSandbox } from "./testing/function-code.ts";

const JSON_LOG: Partial<FunctionSpec> = { logFormat: "JSON" };
const NODE = {
  "app.js": `exports.handler = async () => {
    console.debug("hidden?"); console.info("hello %s", "you"); console.warn({ a: 1 });
    console.error("bad", new TypeError("no")); console.error(new RangeError("alone")); console.log("two\\nlines");
    const loop = {}; loop.loop = loop; console.log(loop); }`,
};
const PYTHON = {
  "app.py": `import logging
log = logging.getLogger("mine")
def handler(event, context):
    log.debug("hidden?")
    log.info("hello %s", "you", extra={"a": 1})
    try:
        raise ValueError("no")
    except ValueError:
        log.exception("bad")
    print("plain")
`,
};

type Entry = Record<string, unknown>;

async function logged(
  runtime: string,
  files: Record<string, string>,
  changes: Partial<FunctionSpec>,
) {
  await using t = await testSandbox();
  const called = await t.call(await t.deploy(runtime, files, changes));
  const all = t.lines.map(({ message }) =>
    message.startsWith("{") ? (JSON.parse(message) as Entry) : message,
  );
  const entries = all.filter((entry) => typeof entry === "object");
  return {
    called,
    plain: all.filter((entry) => typeof entry === "string"),
    platform: entries.filter((entry) => "type" in entry),
    application: entries.filter((entry) => "level" in entry),
  };
}

void test("a JSON log of Node has the records that Lambda writes", async () => {
  const { application, plain } = await logged("nodejs22.x", NODE, JSON_LOG);
  assert.deepEqual(plain, []);
  assert.deepEqual(
    application.map(({ level }) => level),
    ["INFO", "WARN", "ERROR", "ERROR", "INFO", "INFO"],
  );
  const [info, warn, error, alone, lines, loop] = application;
  assert.deepEqual(Object.keys(info ?? {}), [
    "timestamp",
    "level",
    "requestId",
    "message",
  ]);
  assert.equal(info?.["message"], "hello you");
  assert.deepEqual(warn?.["message"], { a: 1 });
  assert.equal(error?.["errorType"], "TypeError");
  assert.equal(error?.["errorMessage"], "no");
  assert.ok(Array.isArray(error?.["stackTrace"]));
  assert.match(JSON.stringify(alone?.["message"]), /"errorType":"RangeError"/);
  assert.equal(lines?.["message"], "two\nlines");
  assert.match(String(loop?.["message"]), /Circular/);
});

void test("a JSON log of Python has the records that Lambda writes; prints stay as they are", async () => {
  const { application, plain } = await logged("python3.13", PYTHON, JSON_LOG);
  assert.deepEqual(plain, ["plain"]);
  const [info, error] = application;
  assert.equal(info?.["message"], "hello you");
  assert.equal(info?.["logger"], "mine");
  assert.equal(info?.["a"], 1);
  assert.match(String(info?.["timestamp"]), /^\d{4}-.*\.\d{3}Z$/);
  assert.equal(error?.["errorType"], "ValueError");
  assert.match(String(error?.["location"]), /app\.py:handler:\d+$/);
});

for (const [runtime, files] of [
  ["nodejs22.x", NODE],
  ["python3.13", PYTHON],
] as const)
  void test(`the application level of ${runtime} decides what is logged`, async () => {
    const levels = async (applicationLogLevel: "DEBUG" | "ERROR") => {
      const { application } = await logged(runtime, files, {
        logFormat: "JSON",
        applicationLogLevel,
      });
      return new Set(application.map(({ level }) => level));
    };
    assert.ok((await levels("DEBUG")).has("DEBUG"));
    assert.deepEqual([...(await levels("ERROR"))], ["ERROR"]);
  });

void test("platform events are JSON by AWS's levels, and no line of text is among them", async () => {
  const types = async (systemLogLevel: "DEBUG" | "INFO" | "WARN") => {
    const { platform, plain } = await logged(
      "nodejs22.x",
      { "app.js": "exports.handler = async () => 1" },
      { logFormat: "JSON", systemLogLevel },
    );
    assert.deepEqual(plain, []);
    return platform.map(({ type }) => String(type).replace("platform.", ""));
  };
  assert.deepEqual(await types("DEBUG"), [
    "initStart",
    "initRuntimeDone",
    "initReport",
    "start",
    "runtimeDone",
    "report",
  ]);
  assert.deepEqual(await types("INFO"), ["initStart", "start", "report"]);
  assert.deepEqual(await types("WARN"), []);
});

void test("a failed call is told in the report of a JSON log, whatever the level", async () => {
  const { platform } = await logged(
    "nodejs22.x",
    { "app.js": "exports.handler = async () => process.exit(2)" },
    { logFormat: "JSON", systemLogLevel: "WARN" },
  );
  const report = platform.find(({ type }) => type === "platform.report");
  assert.match(
    JSON.stringify(report?.["record"]),
    /"status":"error","errorType":"Runtime.ExitError"/,
  );
});

void test("a thrown error is a JSON record with its stack", async () => {
  for (const [runtime, files] of [
    [
      "nodejs22.x",
      {
        "app.js": "exports.handler = async () => { throw new TypeError('no') }",
      },
    ],
    [
      "python3.13",
      { "app.py": "def handler(e, c):\n    raise TypeError('no')\n" },
    ],
  ] as const) {
    const { application } = await logged(runtime, files, JSON_LOG);
    assert.equal(application.length, 1);
    assert.match(JSON.stringify(application[0]), /"errorType":"TypeError"/);
    assert.equal(application[0]?.["level"], "ERROR");
  }
});

void test("JSON that a function writes itself is held to the level", async () => {
  const { application } = await logged(
    "python3.13",
    {
      "app.py": `def handler(e, c):\n    print('{"level":"debug","m":1}')\n    print('{"level":"warning","m":2}')\n`,
    },
    JSON_LOG,
  );
  assert.deepEqual(
    application.map(({ m }) => m),
    [2],
  );
});
