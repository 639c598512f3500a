import assert from "node:assert/strict";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { onPath } from "./runtimes/search-path.ts";
import { testSandbox } from "./testing/function-code.ts";

const PROVIDED = "provided.al2023";
const missing = ["bash", "curl"].filter((name) => !onPath(name));
const skip =
  missing.length === 0
    ? false
    : `NOT TESTED: this machine has no ${missing.join(", ")}`;

const API = 'API="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime"';
const NEXT = `headers="$(mktemp)"
event="$(curl -sS -D "$headers" "$API/invocation/next")"
id="$(grep -i '^lambda-runtime-aws-request-id' "$headers" | tr -d '\\r' | cut -d' ' -f2)"`;
const bootstrap = (body: string) => ({
  bootstrap: `#!/usr/bin/env bash\nset -u\n${API}\n${body}\n`,
});
const loop = (body: string) =>
  bootstrap(`n=0\nwhile true; do\n${NEXT}\nn=$((n+1))\n${body}\ndone`);
const answer = (data: string) =>
  `curl -sS -o /dev/null -X POST "$API/invocation/$id/response" -d "${data}"`;

void test(
  "a bash bootstrap with curl answers, and is kept warm",
  { skip },
  async () => {
    await using t = await testSandbox();
    const spec = await t.deploy(
      PROVIDED,
      loop(`echo "saw $event"\n${answer('{\\"n\\":$n,\\"event\\":$event}')}`),
    );
    const called = await t.call(spec, { a: 1 });
    assert.deepEqual(called.value, { n: 1, event: { a: 1 } });
    assert.match(called.log, /^saw \{"a":1\}$/m);
    assert.deepEqual((await t.call(spec, { a: 2 })).value, {
      n: 2,
      event: { a: 2 },
    });
  },
);

void test(
  "an error post is Unhandled and passes unchanged",
  { skip },
  async () => {
    await using t = await testSandbox();
    const spec = await t.deploy(
      PROVIDED,
      loop(
        `curl -sS -o /dev/null -H 'Lambda-Runtime-Function-Error-Type: My.Type' "$API/invocation/$id/error" -d '{"errorType":"Mine","errorMessage":"so"}'`,
      ),
    );
    const called = await t.call(spec);
    assert.equal(called.functionError, "Unhandled");
    assert.equal(called.errorType, "My.Type");
    assert.deepEqual(called.value, { errorType: "Mine", errorMessage: "so" });
  },
);

void test(
  "the calls answer as Lambda's do: 202 accepted, 400 unknown request, 403 wrong state",
  { skip },
  async () => {
    await using t = await testSandbox();
    const status = (method: string, path: string) =>
      `curl -sS -o /dev/null -w '%{http_code} ' -X ${method} "$API/${path}" -d '{}'`;
    const spec = await t.deploy(
      PROVIDED,
      loop(`early="$(${status("POST", "init/error")}; curl -sS -o /dev/null -w '%{http_code} ' "$API/invocation/next"; ${status("POST", "invocation/other/response")}; ${status("GET", `invocation/$id/response`)}; ${status("POST", "nothing")})"
if [ "$event" = 1 ]; then accepted="$(${status("POST", "invocation/$id/response")})"; again="$(${status("POST", "invocation/$id/response")})"; old="$id"
else late="$(${status("POST", "invocation/$old/response")})"; ${answer('\\"$early$accepted$again$late\\"')}; fi`),
    );
    assert.deepEqual((await t.call(spec, 1)).value, {});
    assert.equal(
      (await t.call(spec, 2)).value,
      "403 403 400 405 404 202 403 403 ",
    );
  },
);

void test(
  "a stale answer never becomes the answer of a later request",
  { skip },
  async () => {
    await using t = await testSandbox();
    const spec = await t.deploy(
      PROVIDED,
      loop(
        `if [ "$n" = 2 ]; then curl -sS -o /dev/null "$API/invocation/$old/response" -d '"stale"'; fi\nold="$id"\n${answer("$n")}`,
      ),
    );
    assert.equal((await t.call(spec)).value, 1);
    assert.equal((await t.call(spec)).value, 2);
  },
);

for (const [status, text] of [
  [0, "Runtime exited without providing a reason"],
  [1, "Runtime exited with error: exit status 1"],
] as const)
  void test(
    `a bootstrap that exits with ${status} during a call is Runtime.ExitError`,
    { skip },
    async () => {
      await using t = await testSandbox();
      const spec = await t.deploy(
        PROVIDED,
        bootstrap(`${NEXT}\nexit ${status}`),
      );
      const called = await t.call(spec);
      assert.equal(called.errorType, "Runtime.ExitError");
      const value = called.value as { errorMessage: string };
      assert.ok(
        value.errorMessage.endsWith(` Error: ${text}`),
        value.errorMessage,
      );
      assert.match(
        called.log,
        /\tStatus: error\tError Type: Runtime\.ExitError\t\n$/,
      );
    },
  );

void test(
  "a bootstrap that exits before it asks for an event is Runtime.ExitError, with both attempts in the log",
  { skip },
  async () => {
    await using t = await testSandbox();
    const spec = await t.deploy(PROVIDED, bootstrap("echo trying\nexit 7"));
    const called = await t.call(spec);
    assert.match(
      JSON.stringify(called.value),
      /Runtime\.ExitError.*exit status 7/,
    );
    assert.match(called.log, /^trying$/m);
    const reports = t.lines.filter(({ message }) =>
      message.startsWith("INIT_REPORT"),
    );
    assert.deepEqual(
      reports.map(({ message }) => /Phase: \w+/.exec(message)?.[0]),
      ["Phase: init", "Phase: invoke"],
    );
  },
);

void test(
  "an answer counts although the bootstrap exits after it, and the next call starts anew",
  { skip },
  async () => {
    await using t = await testSandbox();
    const spec = await t.deploy(PROVIDED, bootstrap(`${NEXT}\n${answer("1")}`));
    assert.equal((await t.call(spec)).value, 1);
    const next = await t.call(spec);
    assert.equal(next.value, 1);
    assert.ok(next.initMs !== undefined);
  },
);

void test(
  "the bootstrap may come from a layer, and the function's own is preferred",
  { skip },
  async () => {
    await using t = await testSandbox();
    const layer = join(t.directory, "layer");
    await mkdir(layer);
    await writeFile(
      join(layer, "bootstrap"),
      loop(answer('\\"layer\\"')).bootstrap,
    );
    await chmod(join(layer, "bootstrap"), 0o755);
    const layered = await t.deploy(PROVIDED, {}, { layerDirs: [layer] });
    assert.equal((await t.call(layered)).value, "layer");
    const own = await t.deploy(PROVIDED, loop(answer('\\"own\\"')), {
      layerDirs: [layer],
    });
    assert.equal((await t.call(own)).value, "own");
  },
);

void test("no bootstrap, or one that cannot be executed, is Runtime.InvalidEntrypoint", async () => {
  await using t = await testSandbox();
  const message = async (files: Record<string, string>, mode?: number) => {
    const spec = await t.deploy(PROVIDED, files);
    if (mode !== undefined) await chmod(join(spec.codeDir, "bootstrap"), mode);
    const { errorType, value } = await t.call(spec);
    assert.equal(errorType, "Runtime.InvalidEntrypoint");
    return (value as { errorMessage: string }).errorMessage.replace(
      /fork\/exec \S+\/bootstrap/,
      "fork/exec DIR/bootstrap",
    );
  };
  assert.match(
    await message({}),
    /^RequestId: \S+ Error: Couldn't find valid bootstrap\(s\): \[\/var\/task\/bootstrap \/opt\/bootstrap\]$/,
  );
  assert.match(
    await message({ bootstrap: "#!/bin/sh\n" }, 0o644),
    / Error: fork\/exec DIR\/bootstrap: permission denied$/,
  );
  assert.match(
    await message({ bootstrap: "#!/not/there\n" }),
    / Error: fork\/exec DIR\/bootstrap: no such file or directory$/,
  );
  assert.match(
    await message({ bootstrap: "not a program" }),
    / Error: fork\/exec DIR\/bootstrap: exec format error$/,
  );
});

void test(
  "a body of 2 MB after Expect: 100-continue arrives whole, and chunked bodies do too",
  { skip },
  async () => {
    await using t = await testSandbox();
    const post = (more: string) =>
      `{ printf '"'; head -c 2000000 /dev/zero | tr '\\0' x; printf '"'; } | curl -sS -o /dev/null ${more} --data-binary @- "$API/invocation/$id/response"`;
    const spec = await t.deploy(
      PROVIDED,
      loop(
        `if [ "$n" = 1 ]; then ${post("-H 'Expect: 100-continue'")}; else ${post("-H 'Transfer-Encoding: chunked'")}; fi`,
      ),
    );
    assert.equal(String((await t.call(spec)).value).length, 2_000_000);
    assert.equal(String((await t.call(spec)).value).length, 2_000_000);
  },
);
