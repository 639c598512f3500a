import assert from "node:assert/strict";
import { test } from "node:test";
import { type Called, testSandbox } from "./testing/function-code.ts";

const NODE = "nodejs22.x";
const error = ({ functionError, value }: Called) => ({
  functionError,
  ...(value as { errorType: string; errorMessage: string; trace?: string[] }),
});

void test("a Node function answers, and its module state lives on in a warm environment", async () => {
  await using t = await testSandbox();
  const spec = await t.deploy(NODE, {
    "app.js":
      "let n = 0; exports.handler = async (event) => ({ n: ++n, event });",
  });
  const cold = await t.call(spec, { a: "ü" });
  assert.deepEqual(cold.value, { n: 1, event: { a: "ü" } });
  assert.ok(cold.initMs !== undefined && cold.initMs > 0);
  assert.equal(cold.functionError, undefined);
  const warm = await t.call(spec, {});
  assert.deepEqual(warm.value, { n: 2, event: {} });
  assert.equal(warm.initMs, undefined);
  assert.equal(warm.logStream, cold.logStream);
});

const STYLES: Record<string, Record<string, string>> = {
  "CommonJS, async": { "app.js": "exports.handler = async () => 'ok'" },
  "CommonJS, callback": {
    "app.js":
      "exports.handler = (e, c, done) => setTimeout(() => done(null, 'ok'), 5)",
  },
  "callback called at once": {
    "app.js": "exports.handler = (e, c, done) => done(null, 'ok')",
  },
  "callback that does not wait for the event loop": {
    "app.js":
      "exports.handler = (e, c, done) => { c.callbackWaitsForEmptyEventLoop = false; setInterval(() => {}, 1000); done(null, 'ok') }",
  },
  "context.succeed": {
    "app.js": "exports.handler = (e, c) => c.succeed('ok')",
  },
  "module.mjs": { "app.mjs": "export const handler = async () => 'ok'" },
  "type: module": {
    "package.json": '{"type":"module"}',
    "app.js": "export const handler = async () => 'ok'",
  },
  "module.cjs": { "app.cjs": "module.exports.handler = async () => 'ok'" },
  "top-level await": {
    "app.mjs":
      "const word = await new Promise((r) => setTimeout(r, 5, 'ok')); export const handler = async () => word",
  },
  "default export of an object": {
    "app.mjs": "export default { handler: async () => 'ok' }",
  },
  "streamed answer": {
    "app.mjs":
      "export const handler = awslambda.streamifyResponse(async (e, out) => { out.write('\"o'); out.end('k\"') })",
  },
};

for (const [style, files] of Object.entries(STYLES))
  void test(`a handler may be written as ${style}`, async () => {
    await using t = await testSandbox();
    const called = await t.call(await t.deploy(NODE, files));
    assert.equal(called.value, "ok");
  });

void test("a handler may lie in a folder, and a property path may name it", async () => {
  await using t = await testSandbox();
  const files = { "src/api/app.js": "exports.on = { get: async () => 'ok' }" };
  const spec = await t.deploy(NODE, files, { handler: "src/api/app.on.get" });
  assert.equal((await t.call(spec)).value, "ok");
});

void test("a thrown error is Unhandled, says its type, message and trace, and keeps the environment", async () => {
  await using t = await testSandbox();
  const spec = await t.deploy(NODE, {
    "app.js":
      "let n = 0; exports.handler = async () => { if (++n === 1) throw new RangeError('too far'); return n }",
  });
  const failed = await t.call(spec);
  assert.equal(failed.functionError, "Unhandled");
  assert.equal(failed.errorType, "RangeError");
  const { errorType, errorMessage, trace } = error(failed);
  assert.deepEqual([errorType, errorMessage], ["RangeError", "too far"]);
  assert.match(trace?.[1] ?? "", /app\.js/);
  assert.match(
    failed.log,
    /\tERROR\tInvoke Error \t\{"errorType":"RangeError"/,
  );
  assert.equal((await t.call(spec)).value, 2);
});

const FAILURES: Record<string, [code: string, type: string, message: string]> =
  {
    "an error given to the callback": [
      "exports.handler = (e, c, done) => done(new TypeError('no'))",
      "TypeError",
      "no",
    ],
    "a thrown string": [
      "exports.handler = async () => { throw 'plain' }",
      "string",
      "plain",
    ],
    "a rejection that nobody handles": [
      "exports.handler = (e, c, done) => { Promise.reject(new Error('lost')) ; setTimeout(done, 1000) }",
      "Runtime.UnhandledPromiseRejection",
      "Error: lost",
    ],
    "an exception outside the handler's stack": [
      "exports.handler = (e, c, done) => setTimeout(() => { throw new EvalError('late') }, 1)",
      "EvalError",
      "late",
    ],
    "an answer that is no JSON": [
      "exports.handler = async () => 1n",
      "Runtime.UnhandledError",
      "Unable to stringify response body",
    ],
  };

for (const [what, [code, type, message]] of Object.entries(FAILURES))
  void test(`${what} is reported as ${type}`, async () => {
    await using t = await testSandbox();
    const called = await t.call(await t.deploy(NODE, { "app.js": code }));
    const { functionError, errorType, errorMessage } = error(called);
    assert.deepEqual(
      [functionError, errorType, errorMessage],
      ["Unhandled", type, message],
    );
  });

void test("a promise that can never settle is an error at once, not a time-out", async () => {
  await using t = await testSandbox();
  const code = "exports.handler = () => new Promise(() => {})";
  const called = await t.call(await t.deploy(NODE, { "app.js": code }));
  assert.equal(error(called).errorType, "Runtime.NodeJsExit");
});

const INIT_FAILURES: Record<
  string,
  [files: Record<string, string>, type: string, message: RegExp]
> = {
  "a missing module": [
    {},
    "Runtime.ImportModuleError",
    /^Error: Cannot find module/,
  ],
  "a missing export": [
    { "app.js": "exports.other = 1" },
    "Runtime.HandlerNotFound",
    /^app\.handler is undefined or not exported$/,
  ],
  "an import that is not there": [
    { "app.js": "require('not-there')" },
    "Runtime.ImportModuleError",
    /not-there/,
  ],
  "a syntax error": [
    { "app.js": "exports.handler = (" },
    "Runtime.UserCodeSyntaxError",
    /SyntaxError/,
  ],
  "code that throws while it loads": [
    { "app.js": "throw new URIError('at start')" },
    "URIError",
    /^at start$/,
  ],
};

for (const [what, [files, type, message]] of Object.entries(INIT_FAILURES))
  void test(`${what} fails the initialization with ${type}`, async () => {
    await using t = await testSandbox();
    const called = await t.call(await t.deploy(NODE, files));
    assert.equal(called.functionError, "Unhandled");
    assert.equal(error(called).errorType, type);
    assert.match(error(called).errorMessage, message);
    assert.match(called.log, /INIT_REPORT .*Phase: invoke\tStatus: error/);
  });

void test("a handler name with .. is refused", async () => {
  await using t = await testSandbox();
  const files = { "app.js": "exports.handler = async () => 1" };
  const spec = await t.deploy(NODE, files, { handler: "../app.handler" });
  assert.equal(
    error(await t.call(spec)).errorType,
    "Runtime.MalformedHandlerName",
  );
});

void test("Node 24 takes no handler of the callback style, Node 22 does", async () => {
  await using t = await testSandbox();
  const files = {
    "app.js": "exports.handler = (e, c, done) => done(null, 'ok')",
  };
  const newer = await t.call(await t.deploy("nodejs24.x", files));
  assert.equal(error(newer).errorType, "Runtime.CallbackHandlerDeprecated");
  assert.equal((await t.call(await t.deploy(NODE, files))).value, "ok");
});

void test("the context knows the function, the request, the time left and the client", async () => {
  await using t = await testSandbox();
  const spec = await t.deploy(NODE, {
    "app.js":
      "exports.handler = async (e, c) => ({ ...c, left: c.getRemainingTimeInMillis(), trace: process.env._X_AMZN_TRACE_ID })",
  });
  const result = await t.box.invoke(spec, {
    requestId: "the-request",
    payload: Buffer.from("{}"),
    invokedFunctionArn: `${spec.functionArn}:live`,
    clientContext: '{"custom":\n{"word":"grüße"}}',
    traceId: "Root=1-2-3;Sampled=1",
    cognitoIdentity: { cognitoIdentityId: "i", cognitoIdentityPoolId: "p" },
  });
  const seen = JSON.parse(Buffer.from(result.payload).toString());
  assert.ok(seen.left > 0 && seen.left <= 20_000);
  assert.deepEqual(
    [
      seen.awsRequestId,
      seen.invokedFunctionArn,
      seen.functionName,
      seen.memoryLimitInMB,
      seen.trace,
    ],
    [
      "the-request",
      `${spec.functionArn}:live`,
      "tested",
      "256",
      "Root=1-2-3;Sampled=1",
    ],
  );
  assert.deepEqual(seen.clientContext, { custom: { word: "grüße" } });
  assert.equal(seen.identity.cognitoIdentityId, "i");
  assert.equal(seen.logStreamName, result.logStream);
});

void test("console lines carry time, request and level, and keep their line breaks in one event", async () => {
  await using t = await testSandbox();
  const spec = await t.deploy(NODE, {
    "app.js":
      "console.log('loading'); exports.handler = async () => { console.warn('two\\nlines %d', 7); process.stdout.write('raw\\n') }",
  });
  const { log } = await t.call(spec);
  assert.match(log, /^START RequestId: (\S+) Version: \$LATEST\n/);
  const request = /START RequestId: (\S+)/.exec(log)?.[1];
  assert.match(log, new RegExp(`Z\\t${request}\\tWARN\\ttwo\\nlines 7\\n`));
  assert.match(log, /^raw$/m);
  assert.match(
    log,
    /\nEND RequestId: .*\nREPORT RequestId: .*\tMax Memory Used: [1-9][0-9]* MB\tInit Duration: .* ms\t\n$/,
  );
  assert.ok(
    t.lines.some(({ message }) =>
      message.endsWith("\tundefined\tINFO\tloading"),
    ),
  );
  assert.ok(
    t.lines.some(({ message }) => message.endsWith("\tWARN\ttwo\nlines 7")),
  );
  assert.ok(t.lines[0]?.message.startsWith("INIT_START "));
});
