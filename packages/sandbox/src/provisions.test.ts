import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { testSandbox, until } from "./testing/function-code.ts";

const NODE = "nodejs22.x";
const TYPE = {
  "app.js":
    "exports.handler = async ({ ms = 0, die }) => { if (die) process.exit(1); await new Promise((r) => setTimeout(r, ms)); return process.env.AWS_LAMBDA_INITIALIZATION_TYPE }",
};

void test("provisioned environments are ready before the first call, and calls beyond them spill over", async () => {
  await using t = await testSandbox();
  const spec = await t.deploy(NODE, TYPE);
  assert.deepEqual(await t.box.provision(spec, 2), {
    wanted: 2,
    ready: 2,
    busy: 0,
  });
  const calls = [1, 2, 3].map(() => t.call(spec, { ms: 200 }));
  await sleep(50);
  assert.equal(t.box.provisioned(spec.key).busy, 2);
  const called = await Promise.all(calls);
  assert.deepEqual(called.map(({ value }) => String(value)).sort(), [
    "on-demand",
    "provisioned-concurrency",
    "provisioned-concurrency",
  ]);
  for (const { value, initializationType } of called)
    assert.equal(value, initializationType);
  assert.equal((await t.call(spec)).value, "provisioned-concurrency");
});

void test("a provisioned environment that dies is made again; 0 ends them", async () => {
  await using t = await testSandbox();
  const spec = await t.deploy(NODE, TYPE);
  await t.box.provision(spec, 1);
  assert.equal(
    (await t.call(spec, { die: true })).errorType,
    "Runtime.ExitError",
  );
  await until(() => t.box.provisioned(spec.key).ready >= 1);
  assert.equal((await t.call(spec)).value, "provisioned-concurrency");
  await t.box.provision(spec, 0);
  assert.equal(t.box.stats().environments, 0);
  assert.equal((await t.call(spec)).value, "on-demand");
});

void test("provisioned environments outlast idleness and the need of others for room", async () => {
  await using t = await testSandbox({ idleSeconds: 0.05, maxEnvironments: 2 });
  const spec = await t.deploy(NODE, TYPE);
  const other = await t.deploy(NODE, TYPE);
  await t.box.provision(spec, 1);
  await Promise.all([t.call(other), t.call(other)]);
  await sleep(300);
  assert.equal(t.box.provisioned(spec.key).ready, 1);
});

void test("a version that cannot be initialized says why", async () => {
  await using t = await testSandbox();
  const spec = await t.deploy(NODE, { "app.js": "throw new TypeError('no')" });
  const { ready, fault } = await t.box.provision(spec, 2);
  assert.equal(ready, 0);
  assert.equal(fault, "TypeError");
});
