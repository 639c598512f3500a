import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { LINK_LIMIT } from "./environment/linked-tree.ts";
import {
  type TestSandbox,
  testSandbox,
  until,
} from "./testing/function-code.ts";

const SOON = { spares: { delayMs: 0 } };
// A process that is older than its function's code was there before it; by more than clocks are coarse.
const AHEAD = `Date.now() - process.uptime() * 1000 + 100 < require("node:fs").statSync(__filename).mtimeMs`;
const SHOW = {
  "nodejs22.x": {
    "app.js": `const ahead = ${AHEAD}; const { value } = require("./sub/other");
      exports.handler = async () => ({ value, env: process.env, ahead, cwd: process.cwd() })`,
    "sub/other.js": "exports.value = 'linked'",
  },
  "python3.13": {
    "app.py": `import os, time, sub.other
age = time.clock_gettime(time.CLOCK_BOOTTIME) - int(open("/proc/self/stat").read().rsplit(")", 1)[1].split()[19]) / os.sysconf("SC_CLK_TCK")
ahead = time.time() - age + 0.1 < os.stat(__file__).st_mtime
def handler(event, context):
    return {"value": sub.other.value, "env": dict(os.environ), "ahead": ahead, "cwd": os.getcwd()}
`,
    "sub/other.py": "value = 'linked'\n",
  },
};

interface Shown {
  readonly value: string;
  readonly env: Record<string, string>;
  readonly ahead: boolean;
  readonly cwd: string;
}

async function spareReady(t: TestSandbox): Promise<void> {
  await until(() => t.box.stats().spares >= 1);
  // Long enough ahead for the function to see it.
  await sleep(400);
}

for (const [runtime, files] of Object.entries(SHOW))
  void test(`a runtime of ${runtime} that was started ahead becomes the function, with its code and variables only`, async () => {
    await using t = await testSandbox(SOON);
    const first = await t.deploy(runtime, files, { environment: { A: "1" } });
    const cold = (await t.call(first)).value as Shown;
    assert.equal(cold.ahead, false);
    await spareReady(t);
    const second = await t.deploy(runtime, files, { environment: { B: "2" } });
    const called = await t.call(second);
    const warm = called.value as Shown;
    assert.equal(warm.ahead, true, "started ahead");
    assert.equal(warm.value, "linked");
    assert.equal(warm.cwd, warm.env["LAMBDA_TASK_ROOT"]);
    assert.deepEqual(
      Object.keys(warm.env).sort(),
      [...Object.keys(cold.env).filter((name) => name !== "A"), "B"].sort(),
    );
    assert.ok(called.initMs !== undefined, "a cold start all the same");
  });

void test("a spare is never shared: two functions at once get a process of their own", async () => {
  await using t = await testSandbox(SOON);
  const files = {
    "app.js":
      "const own = crypto.randomUUID(); exports.handler = async () => own",
  };
  await t.call(await t.deploy("nodejs22.x", files));
  await spareReady(t);
  const specs = [
    await t.deploy("nodejs22.x", files),
    await t.deploy("nodejs22.x", files),
  ];
  const names = await Promise.all(
    specs.map(async (spec) => (await t.call(spec)).value),
  );
  assert.notEqual(names[0], names[1]);
});

void test("a layer is in place, and a function that sets what is read at a start does without", async () => {
  await using t = await testSandbox(SOON);
  const layer = join(t.directory, "layer");
  await mkdir(join(layer, "nodejs", "node_modules", "mine"), {
    recursive: true,
  });
  await writeFile(
    join(layer, "nodejs", "node_modules", "mine", "index.js"),
    "module.exports = 'from the layer'",
  );
  const files = {
    "app.js": `const ahead = ${AHEAD}; exports.handler = async () => [require('mine'), ahead, process.env.NODE_OPTIONS ?? '']`,
  };
  const changes = { layerDirs: [layer] };
  await t.call(await t.deploy("nodejs22.x", files, changes));
  await spareReady(t);
  const layered = await t.deploy("nodejs22.x", files, changes);
  assert.deepEqual((await t.call(layered)).value, ["from the layer", true, ""]);
  await spareReady(t);
  const environment = { NODE_OPTIONS: "--no-deprecation" };
  const own = await t.deploy("nodejs22.x", files, { ...changes, environment });
  assert.deepEqual((await t.call(own)).value, [
    "from the layer",
    false,
    "--no-deprecation",
  ]);
});

void test("a function with a way out of its own takes no spare, which was started without one", async () => {
  await using t = await testSandbox(SOON);
  const files = {
    "app.js": `const ahead = ${AHEAD}; exports.handler = async () => ahead`,
  };
  await t.call(await t.deploy("nodejs22.x", files));
  await spareReady(t);
  let opened = 0;
  const egress = { open: async () => ((opened += 1), () => {}) };
  const outside = await t.deploy("nodejs22.x", files, { egress });
  assert.equal((await t.call(outside)).value, false, "started for it alone");
  const { driver } = await t.box.isolation();
  assert.equal(opened, driver === "process" ? 0 : 1);
  assert.equal(t.box.stats().spares, 1, "which still waits for others");
  const closed = await t.deploy("nodejs22.x", files);
  assert.equal((await t.call(closed)).value, true);
});

void test("code of very many files starts without a spare", async () => {
  await using t = await testSandbox(SOON);
  const files: Record<string, string> = {
    "app.js": "exports.handler = async () => 1",
  };
  for (let n = 0; n <= LINK_LIMIT; n++) files[`data/${n}`] = "";
  const spec = await t.deploy("nodejs22.x", files);
  assert.equal((await t.call(spec)).value, 1);
  await spareReady(t);
  await t.box.retire("");
  assert.equal((await t.call(spec)).value, 1);
});

void test("a failed initialization in a spare is repeated from nothing, and reported", async () => {
  await using t = await testSandbox(SOON);
  const spec = await t.deploy("nodejs22.x", {
    "app.js": "throw new RangeError('no')",
  });
  assert.equal((await t.call(spec)).errorType, "RangeError");
  await spareReady(t);
  assert.equal((await t.call(spec)).errorType, "RangeError");
});

void test("spares are bounded, go when they are not used, and none is left at the end", async () => {
  await using t = await testSandbox({
    spares: { delayMs: 0, total: 2 },
    idleSeconds: 0.5,
  });
  const files = { "app.js": "exports.handler = async () => 1" };
  for (const memoryMb of [128, 192, 256])
    await t.call(await t.deploy("nodejs22.x", files, { memoryMb }));
  await sleep(200);
  assert.ok(t.box.stats().spares <= 2);
  await until(() => t.box.stats().spares === 0);
});
