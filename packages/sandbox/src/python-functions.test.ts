import assert from "node:assert/strict";
import { test } from "node:test";
import { findRuntime } from "./runtimes/list.ts";
import { testSandbox } from "./testing/function-code.ts";

const PYTHON = "python3.13";
const found = findRuntime(PYTHON, {});
const skip = found.ok ? false : `NOT TESTED: ${found.message}`;

void test(
  "a Python function answers, and its module state lives on",
  { skip },
  async () => {
    await using t = await testSandbox();
    const spec = await t.deploy(PYTHON, {
      "app.py":
        "n = 0\ndef handler(event, context):\n    global n\n    n += 1\n    return {'n': n, 'event': event}\n",
    });
    assert.deepEqual((await t.call(spec, { a: "ü" })).value, {
      n: 1,
      event: { a: "ü" },
    });
    assert.deepEqual((await t.call(spec, [])).value, { n: 2, event: [] });
  },
);

void test("a handler may lie in a package", { skip }, async () => {
  await using t = await testSandbox();
  const files = { "src/api/app.py": "def go(e, c):\n    return 'ok'\n" };
  const spec = await t.deploy(PYTHON, files, { handler: "src/api/app.go" });
  assert.equal((await t.call(spec)).value, "ok");
});

void test(
  "a raised exception is Unhandled, with its own frames, and keeps the environment",
  { skip },
  async () => {
    await using t = await testSandbox();
    const spec = await t.deploy(PYTHON, {
      "app.py":
        "n = 0\ndef handler(event, context):\n    global n\n    n += 1\n    if n == 1:\n        raise KeyError('gone')\n    return n\n",
    });
    const failed = await t.call(spec);
    const value = failed.value as Record<string, unknown>;
    assert.equal(failed.functionError, "Unhandled");
    assert.deepEqual(Object.keys(value), [
      "errorMessage",
      "errorType",
      "requestId",
      "stackTrace",
    ]);
    assert.deepEqual(
      [value["errorType"], value["errorMessage"]],
      ["KeyError", "'gone'"],
    );
    assert.match(String(value["stackTrace"]), /app\.py", line 6, in handler/);
    assert.doesNotMatch(String(value["stackTrace"]), /python\.py/);
    assert.match(failed.log, /\[ERROR\] KeyError: 'gone'\nTraceback/);
    assert.equal((await t.call(spec)).value, 2);
  },
);

const FAILURES: Record<
  string,
  [files: Record<string, string>, type: string, message: RegExp]
> = {
  "a missing module": [
    {},
    "Runtime.ImportModuleError",
    /^Unable to import module 'app': No module named 'app'$/,
  ],
  "a missing function": [
    { "app.py": "other = 1" },
    "Runtime.HandlerNotFound",
    /^Handler 'handler' missing on module 'app'$/,
  ],
  "a syntax error": [
    { "app.py": "def handler(:" },
    "Runtime.UserCodeSyntaxError",
    /^Syntax error in module 'app'/,
  ],
  "a module that raises": [
    { "app.py": "raise OSError('at start')" },
    "OSError",
    /^at start$/,
  ],
  "an answer that is no JSON": [
    { "app.py": "def handler(e, c):\n    return {1}\n" },
    "Runtime.MarshalError",
    /^Unable to marshal response: Object of type set is not JSON serializable$/,
  ],
};

for (const [what, [files, type, message]] of Object.entries(FAILURES))
  void test(`${what} is reported as ${type}`, { skip }, async () => {
    await using t = await testSandbox();
    const called = await t.call(await t.deploy(PYTHON, files));
    const value = called.value as { errorType: string; errorMessage: string };
    assert.equal(called.functionError, "Unhandled");
    assert.equal(value.errorType, type);
    assert.match(value.errorMessage, message);
  });

void test("a handler name without a dot is malformed", { skip }, async () => {
  await using t = await testSandbox();
  const spec = await t.deploy(PYTHON, {}, { handler: "app" });
  assert.deepEqual((await t.call(spec)).value, {
    errorType: "Runtime.MalformedHandlerName",
    errorMessage:
      "Bad handler 'app': not enough values to unpack (expected 2, got 1)",
    requestId: "",
    stackTrace: [],
  });
});

void test(
  "sys.exit ends the environment with Runtime.ExitError, and the next call gets a new one",
  { skip },
  async () => {
    await using t = await testSandbox();
    const spec = await t.deploy(PYTHON, {
      "app.py":
        "import sys\ndef handler(e, c):\n    if e: sys.exit(3)\n    return 'alive'\n",
    });
    const called = await t.call(spec, { die: true });
    assert.equal(called.errorType, "Runtime.ExitError");
    assert.match(
      (called.value as { errorMessage: string }).errorMessage,
      /^RequestId: \S+ Error: Runtime exited with error: exit status 3$/,
    );
    const next = await t.call(spec);
    assert.equal(next.value, "alive");
    assert.ok(next.initMs !== undefined);
  },
);

void test(
  "logging and print reach the log, logging with its request",
  { skip },
  async () => {
    await using t = await testSandbox();
    const spec = await t.deploy(PYTHON, {
      "app.py":
        "import logging, sys\ndef handler(e, c):\n    logging.getLogger().warning('careful\\nnow')\n    print('printed')\n    print('to stderr', file=sys.stderr, end='')\n",
    });
    const { log } = await t.call(spec);
    assert.match(
      log,
      /\[WARNING\]\t\d{4}-\d\d-\d\dT[\d:.]+Z\t[0-9a-f-]{36}\tcareful\nnow\n/,
    );
    assert.match(log, /^printed$/m);
    assert.match(log, /^to stderr$/m);
    assert.ok(t.lines.some(({ message }) => message.endsWith("careful\nnow")));
  },
);

void test(
  "the context knows the function, the request and the time left",
  { skip },
  async () => {
    await using t = await testSandbox();
    const spec = await t.deploy(PYTHON, {
      "app.py":
        "import os\ndef handler(e, c):\n    return [c.aws_request_id, c.invoked_function_arn, c.function_name, c.memory_limit_in_mb, c.client_context.custom, c.identity.cognito_identity_id, 0 < c.get_remaining_time_in_millis() <= 20000, os.environ['_X_AMZN_TRACE_ID']]\n",
    });
    const result = await t.box.invoke(spec, {
      requestId: "the-request",
      payload: Buffer.from("{}"),
      invokedFunctionArn: `${spec.functionArn}:live`,
      clientContext: '{"custom":{"word":"grüße"}}',
      traceId: "Root=1-2-3",
    });
    assert.deepEqual(JSON.parse(Buffer.from(result.payload).toString()), [
      "the-request",
      `${spec.functionArn}:live`,
      "tested",
      "256",
      { word: "grüße" },
      null,
      true,
      "Root=1-2-3",
    ]);
  },
);

void test(
  "a function that closed its output still answers",
  { skip },
  async () => {
    await using t = await testSandbox();
    const spec = await t.deploy(PYTHON, {
      "app.py":
        "import os, sys\ndef handler(e, c):\n    sys.stdout.close()\n    os.close(2)\n    return 'ok'\n",
    });
    assert.equal((await t.call(spec)).value, "ok");
    assert.equal((await t.call(spec)).functionError, "Unhandled");
  },
);

void test(
  "the code folder stays as it was: no compiled files appear",
  { skip },
  async () => {
    await using t = await testSandbox();
    const spec = await t.deploy(PYTHON, {
      "app.py":
        "import os, lib\ndef handler(e, c):\n    return sorted(os.listdir(os.environ['LAMBDA_TASK_ROOT']))\n",
      "lib.py": "",
    });
    assert.deepEqual((await t.call(spec)).value, ["app.py", "lib.py"]);
  },
);
