import assert from "node:assert/strict";
import { test } from "node:test";
import { testSandbox } from "./testing/function-code.ts";

const PYTHON = "python3.13";
const hooks = (after: string) => ({
  "app.py": `import os
from snapshot_restore_py import register_after_restore, register_before_snapshot
seen = []
@register_before_snapshot
def first(): seen.append("before 1")
@register_before_snapshot
def second(): seen.append("before 2")
@register_after_restore
def after():
    seen.append("after")
    ${after}
def handler(event, context):
    return seen + [os.environ["AWS_LAMBDA_INITIALIZATION_TYPE"]]
`,
});

void test("a version with SnapStart is initialized ahead, and its hooks run before it waits and at its first call", async () => {
  await using t = await testSandbox();
  const spec = await t.deploy(PYTHON, hooks("pass"), { snapStart: true });
  assert.equal((await t.box.provision(spec, 1)).ready, 1);
  assert.equal(
    t.lines.some(({ message }) => message.startsWith("RESTORE")),
    false,
  );
  const called = await t.call(spec);
  assert.deepEqual(called.value, [
    "before 2",
    "before 1",
    "after",
    "snap-start",
  ]);
  assert.equal(called.initMs, undefined);
  assert.match(called.log, /^RESTORE_START Runtime Version/m);
  assert.match(called.log, /^RESTORE_REPORT Restore Duration: \d+\.\d\d ms$/m);
  assert.match(called.log, /\tRestore Duration: \d+\.\d\d ms\t/);
  assert.doesNotMatch((await t.call(spec)).log, /RESTORE/);
});

void test("a hook after the restore that fails ends the call with its error", async () => {
  await using t = await testSandbox();
  const files = hooks("raise ValueError('no')");
  const spec = await t.deploy(PYTHON, files, { snapStart: true });
  await t.box.provision(spec, 1);
  const called = await t.call(spec);
  assert.equal(called.errorType, "ValueError");
  assert.match(called.log, /RESTORE_REPORT .*Error Type: ValueError/);
});

void test("without SnapStart the hooks are there and never run; Node is initialized ahead all the same", async () => {
  await using t = await testSandbox();
  const plain = await t.deploy(PYTHON, hooks("pass"));
  assert.deepEqual((await t.call(plain)).value, ["on-demand"]);
  const node = await t.deploy(
    "nodejs22.x",
    {
      "app.js":
        "exports.handler = async () => process.env.AWS_LAMBDA_INITIALIZATION_TYPE",
    },
    { snapStart: true },
  );
  await t.box.provision(node, 1);
  assert.equal((await t.call(node)).value, "snap-start");
});
