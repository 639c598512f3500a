import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { testSandbox, until } from "./testing/function-code.ts";

const NODE = "nodejs22.x";
const COUNTER = { "app.js": "let n = 0; exports.handler = async () => ++n" };
const WAITER = {
  "app.js":
    "const own = crypto.randomUUID(); exports.handler = async ({ ms }) => { await new Promise((r) => setTimeout(r, ms)); return own }",
};
const VARIABLES = { "app.js": "exports.handler = async () => process.env" };

void test("calls at the same time run in environments of their own", async () => {
  await using t = await testSandbox({ spares: { perShape: 0 } });
  const spec = await t.deploy(NODE, WAITER);
  const names = await Promise.all(
    [1, 2, 3].map(async () => (await t.call(spec, { ms: 150 })).value),
  );
  assert.equal(new Set(names).size, 3);
  assert.deepEqual(t.box.stats(), {
    environments: 3,
    idle: 3,
    waiting: 0,
    coldStarts: 3,
    warmStarts: 0,
    spares: 0,
  });
});

void test("one call after another needs one environment only", async () => {
  await using t = await testSandbox();
  const spec = await t.deploy(NODE, COUNTER);
  for (let n = 1; n <= 50; n++) assert.equal((await t.call(spec)).value, n);
  assert.equal(t.box.stats().coldStarts, 1);
});

void test("at the limit calls wait their turn", async () => {
  await using t = await testSandbox({ maxEnvironments: 1 });
  const spec = await t.deploy(NODE, WAITER);
  const calls = [30, 20, 10].map((ms) => t.call(spec, { ms }));
  const names = new Set((await Promise.all(calls)).map(({ value }) => value));
  assert.equal(names.size, 1);
  assert.equal(t.box.stats().waiting, 0);
});

void test("at the limit an idle environment of another function makes room", async () => {
  await using t = await testSandbox({ maxEnvironments: 1 });
  const [first, second] = [
    await t.deploy(NODE, COUNTER),
    await t.deploy(NODE, COUNTER),
  ];
  assert.equal((await t.call(first)).value, 1);
  assert.equal((await t.call(second)).value, 1);
  assert.equal((await t.call(first)).value, 1);
  assert.equal(t.box.stats().environments, 1);
});

void test("a busy function does not keep another waiting for ever", async () => {
  await using t = await testSandbox({ maxEnvironments: 1 });
  const [busy, other] = [
    await t.deploy(NODE, WAITER),
    await t.deploy(NODE, COUNTER),
  ];
  let done = false;
  const keepBusy = async () => {
    while (!done) await t.call(busy, { ms: 20 });
  };
  const callers = [keepBusy(), keepBusy(), keepBusy()];
  const called = await t.call(other);
  done = true;
  await Promise.all(callers);
  assert.equal(called.value, 1);
});

void test("retire ends idle environments at once and busy ones after their call, and spares other keys", async () => {
  await using t = await testSandbox();
  const spec = await t.deploy(NODE, WAITER, { key: "mine:1" });
  const other = await t.deploy(NODE, COUNTER, { key: "other:1" });
  const first = (await t.call(spec, { ms: 0 })).value;
  assert.equal((await t.call(other)).value, 1);
  const running = t.call(spec, { ms: 200 });
  await sleep(50);
  await t.box.retire("mine:");
  assert.equal((await running).value, first);
  assert.notEqual((await t.call(spec, { ms: 0 })).value, first);
  assert.equal((await t.call(other)).value, 2);
});

void test("an idle environment goes after its time", async () => {
  await using t = await testSandbox({ idleSeconds: 0.1 });
  const spec = await t.deploy(NODE, COUNTER);
  assert.equal((await t.call(spec)).value, 1);
  await sleep(500);
  assert.equal(t.box.stats().environments, 0);
  assert.equal((await t.call(spec)).value, 1);
});

void test("an environment whose credentials run out is replaced, judged by the platform's clock", async () => {
  let now = new Date("2026-01-01T00:00:00Z");
  await using t = await testSandbox({ now: () => now });
  let issued = 0;
  const spec = await t.deploy(
    NODE,
    { "app.js": "exports.handler = async () => process.env.AWS_ACCESS_KEY_ID" },
    {
      credentials: async () => ({
        accessKeyId: `ASIA${++issued}`,
        secretAccessKey: "s",
        sessionToken: "t",
        expiration: new Date(now.getTime() + 3_600_000),
      }),
    },
  );
  assert.equal((await t.call(spec)).value, "ASIA1");
  now = new Date("2026-01-01T00:50:00Z");
  assert.equal((await t.call(spec)).value, "ASIA1");
  now = new Date("2026-01-01T00:59:00Z");
  assert.equal((await t.call(spec)).value, "ASIA2");
});

void test("variables: the platform's cover the customer's, who may set the unreserved ones; nothing of the server leaks", async () => {
  process.env["SECRET_OF_THE_SERVER"] = "leaked";
  await using t = await testSandbox();
  const spec = await t.deploy(NODE, VARIABLES, {
    endpointUrl: "http://127.0.0.1:4566",
    environment: {
      MINE: "äöü \n two lines",
      LANG: "C",
      AWS_REGION: "mars-1",
      AWS_ACCESS_KEY_ID: "mine",
      _HANDLER: "other.handler",
      LAMBDA_TASK_ROOT: "/",
      AWS_LAMBDA_RUNTIME_API: "127.0.0.1:1",
    },
  });
  const { value, logStream } = await t.call(spec);
  const seen = value as Record<string, string>;
  const expected = {
    MINE: "äöü \n two lines",
    LANG: "C",
    TZ: ":UTC",
    AWS_REGION: "us-east-1",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "ASIATESTED",
    AWS_SECRET_ACCESS_KEY: "secret",
    AWS_SESSION_TOKEN: "token",
    AWS_ENDPOINT_URL: "http://127.0.0.1:4566",
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x",
    AWS_LAMBDA_FUNCTION_NAME: "tested",
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256",
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/tested",
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    LAMBDA_TASK_ROOT:
      (await t.box.isolation()).driver === "process"
        ? spec.codeDir
        : "/var/task",
    _HANDLER: "app.handler",
  };
  for (const [name, wanted] of Object.entries(expected))
    assert.equal(seen[name], wanted, name);
  assert.match(logStream, /^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
  assert.notEqual(seen["AWS_LAMBDA_RUNTIME_API"], "127.0.0.1:1");
  assert.equal(seen["SECRET_OF_THE_SERVER"], undefined);
  assert.equal(seen["HOME"], undefined);
  delete process.env["SECRET_OF_THE_SERVER"];
});

void test("a later layer covers an earlier one, and modules of layers are found", async () => {
  await using t = await testSandbox();
  const layer = async (name: string, files: Record<string, string>) => {
    const folder = join(t.directory, name);
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    return folder;
  };
  const module = (name: string) => `nodejs/node_modules/${name}/index.js`;
  const layerDirs = [
    await layer("l1", {
      [module("one")]: "module.exports = 1",
      [module("both")]: "module.exports = 'l1'",
    }),
    await layer("l2", {
      [module("two")]: "module.exports = 2",
      [module("both")]: "module.exports = 'l2'",
    }),
  ];
  const code =
    "exports.handler = async () => ['one', 'two', 'both'].map((name) => require(name))";
  const both = await t.deploy(NODE, { "app.js": code }, { layerDirs });
  assert.deepEqual((await t.call(both)).value, [1, 2, "l2"]);
  const reversed = await t.deploy(
    NODE,
    { "app.js": code },
    { layerDirs: layerDirs.toReversed() },
  );
  assert.deepEqual((await t.call(reversed)).value, [1, 2, "l1"]);
});

void test("each environment has a temporary directory of its own, which goes with it", async () => {
  await using t = await testSandbox({
    isolation: "process",
    spares: { perShape: 0 },
  });
  const spec = await t.deploy(NODE, {
    "app.js":
      "const fs = require('node:fs'); exports.handler = async ({ ms }) => { fs.writeFileSync(process.env.TMPDIR + '/' + process.pid, ''); await new Promise((r) => setTimeout(r, ms)); return [process.env.TMPDIR, fs.readdirSync(process.env.TMPDIR).length] }",
  });
  const called = await Promise.all(
    [1, 2].map(async () => (await t.call(spec, { ms: 100 })).value),
  );
  const [first, second] = called as [string, number][];
  assert.notEqual(first?.[0], second?.[0]);
  assert.deepEqual([first?.[1], second?.[1]], [1, 1]);
  await t.box.retire("");
  assert.equal(existsSync(first?.[0] ?? "/"), false);
  assert.deepEqual(readdirSync(join(t.directory, "work", "environments")), []);
});

void test("a runtime that this machine lacks is a clear error, a configured program stands in", async () => {
  await using t = await testSandbox({ runtimes: { "ruby3.3": "/not/there" } });
  const unknown = t.box.available("cobol1985");
  assert.equal(unknown.ok, false);
  assert.match(
    unknown.ok ? "" : unknown.message,
    /^Runtime cobol1985 is not available here\. Available: (?:\w+\*, )+and any runtime set to a program/,
  );
  assert.match(
    JSON.stringify(t.box.available("ruby3.3")),
    /\/not\/there, which is no executable file/,
  );
  assert.equal(t.box.available("provided.al2").ok, true);
  const called = await t.call(await t.deploy("cobol1985", {}));
  assert.equal(called.errorType, "Sandbox.RuntimeNotAvailable");
  assert.match(
    called.log,
    /START RequestId.*\n.*cobol1985 is not available here/,
  );

  await using configured = await testSandbox({
    runtimes: { nodejs: process.execPath },
  });
  assert.deepEqual(configured.box.available(NODE), {
    ok: true,
    binary: process.execPath,
  });
  assert.equal(
    (await configured.call(await configured.deploy(NODE, COUNTER))).value,
    1,
  );
});

void test("an execution wrapper starts the runtime, from /opt as well", async () => {
  await using t = await testSandbox();
  const layer = join(t.directory, "wrapper-layer");
  await mkdir(layer);
  await writeFile(
    join(layer, "wrap"),
    '#!/bin/sh\nexport WRAPPED=yes\nexec "$@"\n',
    { mode: 0o755 },
  );
  const spec = await t.deploy(
    NODE,
    { "app.js": "exports.handler = async () => process.env.WRAPPED" },
    {
      layerDirs: [layer],
      environment: { AWS_LAMBDA_EXEC_WRAPPER: "/opt/wrap" },
    },
  );
  assert.equal((await t.call(spec)).value, "yes");
});

void test("what cannot go into a header is refused before anything runs", async () => {
  await using t = await testSandbox();
  const spec = await t.deploy(NODE, COUNTER);
  const good = {
    requestId: "r",
    payload: Buffer.from("{}"),
    invokedFunctionArn: spec.functionArn,
  };
  const refused = (change: object, pattern: RegExp) =>
    assert.rejects(t.box.invoke(spec, { ...good, ...change }), pattern);
  await refused({ requestId: "a\r\nX: y" }, /requestId must be/);
  await refused({ invokedFunctionArn: "arn\nx" }, /invokedFunctionArn must be/);
  await refused(
    { traceId: "Root=1\r\nLambda-Runtime-Deadline-Ms: 0" },
    /traceId must be/,
  );
  await refused({ clientContext: "{" }, /clientContext must be JSON/);
  assert.equal(t.box.stats().coldStarts, 0);
});

void test("credentials that cannot be had reject the call and cost no place", async () => {
  await using t = await testSandbox({ maxEnvironments: 1 });
  const broken = await t.deploy(NODE, COUNTER, {
    credentials: () => Promise.reject(new Error("role is gone")),
  });
  await assert.rejects(t.call(broken), /role is gone/);
  assert.equal((await t.call(await t.deploy(NODE, COUNTER))).value, 1);
});

const HANGS = {
  "app.js":
    "exports.handler = async () => { console.log('began'); await new Promise((r) => setTimeout(r, 5000)) }",
};

void test("close ends the calls that run, refuses those that wait, and takes no more", async () => {
  const t = await testSandbox({ maxEnvironments: 1 });
  const spec = await t.deploy(NODE, HANGS);
  const running = t.call(spec);
  await until(() => t.lines.some(({ message }) => message.endsWith("began")));
  const waiting = assert.rejects(t.call(spec), /closed/);
  await t[Symbol.asyncDispose]();
  assert.equal((await running).errorType, "Runtime.ExitError");
  await waiting;
  await assert.rejects(t.call(spec), /closed/);
});

void test("close leaves no process of environments that are only being made", async () => {
  for (const wait of [0, 30, 100, 200]) {
    await using t = await testSandbox();
    const spec = await t.deploy(NODE, HANGS);
    const calls = Promise.allSettled(
      Array.from({ length: 6 }, () => t.call(spec)),
    );
    await sleep(wait);
    await t.box.close();
    await calls;
    await until(
      () => !process.getActiveResourcesInfo().includes("ProcessWrap"),
    );
  }
});

void test("close also ends what is only being initialized", async () => {
  const t = await testSandbox();
  const code =
    "await new Promise((r) => setTimeout(r, 8000)); export const handler = 1";
  const spec = await t.deploy(NODE, { "app.mjs": code });
  const starting = assert.rejects(t.call(spec), /closed/);
  await until(
    () =>
      t.lines.some(({ message }) => message.startsWith("INIT_START")) ||
      t.box.stats().environments > 0,
  );
  await t[Symbol.asyncDispose]();
  await starting;
  assert.equal(t.box.stats().environments, 0);
});

void test("a log sink that throws loses its lines and no invocation", async () => {
  const warned = once(process, "warning");
  await using t = await testSandbox({
    onLog: () => {
      throw new Error("sink is full");
    },
  });
  assert.equal((await t.call(await t.deploy(NODE, COUNTER))).value, 1);
  const [warning] = (await warned) as [Error];
  assert.equal(warning.message, "sink is full");
});

void test("an environment variable that no process can have rejects the call and leaves nothing behind", async () => {
  await using t = await testSandbox({ maxEnvironments: 1 });
  const spec = await t.deploy(NODE, COUNTER, { environment: { BAD: "a\0b" } });
  await assert.rejects(t.call(spec), /null bytes/);
  assert.equal((await t.call(await t.deploy(NODE, COUNTER))).value, 1);
  assert.equal(
    readdirSync(join(t.directory, "work", "environments")).length,
    1,
  );
});

void test("what a killed sandbox left behind goes with the next one's first call", async () => {
  await using t = await testSandbox();
  const left = join(t.directory, "work", "environments", "e-left", "tmp");
  await mkdir(left, { recursive: true });
  const orphan = spawn(
    process.execPath,
    ["-e", "setTimeout(() => {}, 60_000)"],
    { env: { TMPDIR: left } },
  );
  const ended = once(orphan, "exit");
  assert.equal((await t.call(await t.deploy(NODE, COUNTER))).value, 1);
  assert.equal(existsSync(left), false);
  assert.deepEqual(await ended, [null, "SIGKILL"]);
});
