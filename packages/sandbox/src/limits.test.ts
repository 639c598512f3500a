import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { RESPONSE_LIMIT } from "./runtime-api/session.ts";
import { type Called, testSandbox } from "./testing/function-code.ts";

const NODE = "nodejs22.x";
const messageOf = ({ value }: Called) =>
  (value as { errorMessage: string }).errorMessage;
const skip =
  process.platform === "linux" ? false : "NOT TESTED: needs Linux's /proc";

/** Processes whose environment holds `mark`, zombies left out. */
function carriers(mark: string): string[] {
  return readdirSync("/proc").filter((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return false;
    try {
      return readFileSync(`/proc/${pid}/environ`, "latin1").includes(mark);
    } catch {
      return false;
    }
  });
}

void test("a call past its time-out is Sandbox.Timedout, and the next one starts anew", async () => {
  await using t = await testSandbox();
  const spec = await t.deploy(
    NODE,
    {
      "app.js":
        "let n = 0; exports.handler = async (e) => { n++; if (e.hang) { console.log('going'); for (;;); } return n }",
    },
    { timeoutSeconds: 1 },
  );
  assert.equal((await t.call(spec)).value, 1);
  const called = await t.call(spec, { hang: true });
  assert.equal(called.functionError, "Unhandled");
  assert.equal(called.errorType, "Sandbox.Timedout");
  const [, request] = /START RequestId: (\S+)/.exec(called.log) ?? [];
  assert.deepEqual(called.value, {
    errorType: "Sandbox.Timedout",
    errorMessage: `RequestId: ${request} Error: Task timed out after 1.00 seconds`,
  });
  assert.match(called.log, /INFO\tgoing\n/);
  assert.match(called.log, /Z \S+ Task timed out after 1\.00 seconds\n/);
  assert.match(
    called.log,
    /Duration: 1000\.00 ms\tBilled Duration: 1000 ms\t.*Status: timeout\t\n$/,
  );
  assert.equal((await t.call(spec)).value, 1);
});

void test("process.exit in a handler is Runtime.ExitError; a signal is named as Lambda names it", async () => {
  await using t = await testSandbox();
  const spec = await t.deploy(NODE, {
    "app.js":
      "exports.handler = async ({ code, signal }) => { if (signal) process.kill(process.pid, signal); else process.exit(code); await new Promise((r) => setTimeout(r, 5000)) }",
  });
  const ends = async (event: object) => {
    const called = await t.call(spec, event);
    assert.equal(called.errorType, "Runtime.ExitError");
    return messageOf(called).replace(/^RequestId: \S+ Error: /, "");
  };
  assert.equal(
    await ends({ code: 0 }),
    "Runtime exited without providing a reason",
  );
  assert.equal(
    await ends({ code: 42 }),
    "Runtime exited with error: exit status 42",
  );
  assert.equal(
    await ends({ signal: "SIGSEGV" }),
    "Runtime exited with error: signal: segmentation fault",
  );
  assert.equal(
    await ends({ signal: "SIGKILL" }),
    "Runtime exited with error: signal: killed",
  );
});

void test("an answer of exactly the limit passes, one byte more is Function.ResponseSizeTooLarge and keeps the environment", async () => {
  await using t = await testSandbox();
  const spec = await t.deploy(NODE, {
    "app.js":
      "let n = 0; exports.handler = async ({ size }) => (++n, 'x'.repeat(size - 2))",
  });
  const most = await t.call(spec, { size: RESPONSE_LIMIT });
  assert.equal(most.payload.length, 6_291_556);
  const above = await t.call(spec, { size: RESPONSE_LIMIT + 1 });
  assert.deepEqual(above.value, {
    errorType: "Function.ResponseSizeTooLarge",
    errorMessage:
      "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
  });
  assert.equal(above.functionError, "Unhandled");
  const after = await t.call(spec, { size: 2 });
  assert.equal(after.value, "");
  assert.equal(after.initMs, undefined);
});

void test("an event of 6 MB arrives whole", async () => {
  await using t = await testSandbox();
  const code = "exports.handler = async (e) => e.text.length";
  const spec = await t.deploy(NODE, { "app.js": code });
  assert.equal(
    (await t.call(spec, { text: "y".repeat(6_000_000) })).value,
    6_000_000,
  );
});

void test("an initialization past its limit is repeated within the function's own time-out", async () => {
  await using t = await testSandbox({ initSeconds: 0.3 });
  const slow =
    "await new Promise((r) => setTimeout(r, 600)); export const handler = async () => 'late'";
  const patient = await t.deploy(NODE, { "app.mjs": slow });
  const late = await t.call(patient);
  assert.equal(late.value, "late");
  assert.equal(late.initMs, undefined);
  assert.ok(late.durationMs >= 590);
  assert.ok(
    t.lines.some(({ message }) =>
      /^INIT_REPORT .*Phase: init\tStatus: timeout$/.test(message),
    ),
  );
  const hurried = await t.deploy(
    NODE,
    { "app.mjs": slow },
    { timeoutSeconds: 0.4 },
  );
  assert.equal((await t.call(hurried)).errorType, "Sandbox.Timedout");
});

void test(
  "memory past the function's size ends it with signal: killed",
  { skip },
  async () => {
    await using t = await testSandbox();
    const spec = await t.deploy(
      NODE,
      {
        "app.js":
          "const kept = []; exports.handler = async ({ mb }) => { for (let i = 0; i < mb; i += 10) { kept.push(Buffer.alloc(10 << 20, 1)); await new Promise((r) => setTimeout(r, 5)) } await new Promise((r) => setTimeout(r, 300)); return 'fits' }",
      },
      { memoryMb: 160 },
    );
    const small = await t.call(spec, { mb: 10 });
    assert.equal(small.value, "fits");
    const called = await t.call(spec, { mb: 400 });
    assert.equal(called.errorType, "Runtime.ExitError");
    assert.match(messageOf(called), /signal: killed$/);
    assert.equal(called.maxMemoryMb, 160);
    assert.match(called.log, /Max Memory Used: 160 MB/);
  },
);

void test("the memory of child processes counts too", { skip }, async () => {
  await using t = await testSandbox();
  const spec = await t.deploy(
    NODE,
    {
      "app.js":
        "const { spawnSync } = require('node:child_process'); exports.handler = () => { spawnSync(process.execPath, ['-e', 'const b = Buffer.alloc(200 << 20, 1); setTimeout(() => b, 3000)']) }",
    },
    { memoryMb: 160 },
  );
  assert.match(messageOf(await t.call(spec)), /signal: killed$/);
});

void test(
  "what a function leaves behind dies with it, also what left its process group",
  { skip },
  async () => {
    const t = await testSandbox();
    const spec = await t.deploy(
      NODE,
      {
        "app.js": `const { spawn } = require('node:child_process');
exports.handler = async () => {
  const sleep = (detached) => spawn('sleep', ['600'], { detached, stdio: 'ignore' }).pid;
  return [sleep(false), sleep(true)];
}`,
      },
      { environment: { MARK_OF_TEST: "left-behind-7f3a" } },
    );
    const { value } = await t.call(spec);
    assert.equal((value as number[]).length, 2);
    assert.ok(carriers("left-behind-7f3a").length >= 3);
    await t[Symbol.asyncDispose]();
    assert.deepEqual(carriers("left-behind-7f3a"), []);
  },
);

void test(
  "a crash takes the children along, and their open pipes do not delay the answer",
  { skip },
  async () => {
    await using t = await testSandbox();
    const spec = await t.deploy(
      NODE,
      {
        "app.js":
          "const { spawn } = require('node:child_process'); exports.handler = async () => { spawn('sleep', ['600'], { stdio: 'inherit' }); console.log('last words'); process.exit(1) }",
      },
      { environment: { MARK_OF_TEST: "crashed-7f3b" } },
    );
    const called = await t.call(spec);
    assert.equal(called.errorType, "Runtime.ExitError");
    assert.match(called.log, /last words/);
    await t.box.retire("");
    assert.deepEqual(carriers("crashed-7f3b"), []);
  },
);

void test("a flood of output is bounded, slows its writer and not the sandbox, and the tail is kept", async () => {
  await using t = await testSandbox();
  const spec = await t.deploy(
    NODE,
    {
      "app.js":
        "const { writeSync } = require('node:fs'); exports.handler = async () => { const line = 'x'.repeat(99999) + '\\n'; for (let i = 0; i < 60; i++) writeSync(1, line); return 'done' }",
    },
    { timeoutSeconds: 10 },
  );
  const called = await t.call(spec);
  assert.equal(called.value, "done");
  const delivered = t.lines.reduce(
    (sum, { message }) => sum + message.length,
    0,
  );
  assert.ok(delivered < 4_300_000, `${delivered} characters delivered`);
  assert.ok(called.log.length <= 262_144);
  assert.match(called.log, /\[LOGS DROPPED\] \d+ /);
  assert.match(called.log, /REPORT RequestId: /);
});

void test("rubbish on stdout, stderr and the telemetry descriptor does no harm", async () => {
  await using t = await testSandbox();
  const spec = await t.deploy(NODE, {
    "app.js": `const { writeSync, closeSync } = require('node:fs');
exports.handler = async () => {
  const rubbish = Buffer.from([0xff, 0xfe, 0, 10, 0xa5, 0x5a, 0, 3, 0xff, 0xff]);
  for (const descriptor of [1, 2, 3]) writeSync(descriptor, rubbish);
  process.stdout.write('HTTP/1.1 200 OK\\r\\n\\r\\n');
  closeSync(1); closeSync(2);
  return 'ok';
}`,
  });
  assert.equal((await t.call(spec)).value, "ok");
});

void test("a runtime that answers and then never asks again is ended at its time-out", async () => {
  await using t = await testSandbox();
  const spec = await t.deploy(
    NODE,
    {
      "app.js":
        "exports.handler = async () => { setTimeout(() => { for (;;); }, 0); return 'answered' }",
    },
    { timeoutSeconds: 1 },
  );
  // Whether the loop begins before or after the next call is taken in is chance: that call is answered or
  // ends at its time-out, and after a time-out a fresh runtime answers.
  const answers: string[] = [];
  for (let i = 0; i < 6; i++) {
    const { value, functionError } = await t.call(spec);
    answers.push(functionError ?? String(value));
  }
  assert.equal(answers[0], "answered");
  assert.deepEqual(
    answers.filter((answer) => !["answered", "Unhandled"].includes(answer)),
    [],
  );
  const stuck = answers.indexOf("Unhandled");
  assert.ok(stuck > 0 && answers.indexOf("answered", stuck) > stuck);
});
