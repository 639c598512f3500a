import assert from "node:assert/strict";
import { test } from "node:test";
import { buffer } from "node:stream/consumers";
import { type IsolationChoice, STREAM_LIMIT } from "./index.ts";
import { onPath } from "./runtimes/search-path.ts";
import { testSandbox } from "./testing/function-code.ts";

const NODE = "nodejs22.x";
const stream = (body: string) => ({
  "app.mjs": `export const handler = awslambda.streamifyResponse(async (event, out, context) => { ${body} })`,
});

async function streamed(
  files: Record<string, string>,
  { runtime = NODE, changes = {}, isolation = "auto" as IsolationChoice } = {},
) {
  const t = await testSandbox({ isolation });
  const spec = await t.deploy(runtime, files, changes);
  const call = () =>
    t.box.invokeStreaming(spec, {
      requestId: crypto.randomUUID(),
      payload: Buffer.from("{}"),
      invokedFunctionArn: spec.functionArn,
    });
  return {
    t,
    spec,
    call,
    [Symbol.asyncDispose]: () => t[Symbol.asyncDispose](),
  };
}

void test("the first bytes of a streamed answer arrive before the function ends", async () => {
  await using s = await streamed(
    stream(
      `out.write("first"); while (!(await import("node:fs")).existsSync(process.env.TMPDIR + "/go")) await new Promise((r) => setTimeout(r, 5)); out.end("last")`,
    ),
    // The other function reaches for this one's files.
    { isolation: "process" },
  );
  const { body, contentType, result } = await s.call();
  assert.equal(contentType, "application/octet-stream");
  const pieces = body[Symbol.asyncIterator]();
  assert.equal(String((await pieces.next()).value), "first");
  await s.t.call(
    await s.t.deploy(NODE, {
      "app.mjs": `import { readdirSync, writeFileSync } from "node:fs"; import { dirname, join } from "node:path";
export const handler = async () => { const all = dirname(dirname(process.env.TMPDIR)); for (const e of readdirSync(all)) writeFileSync(join(all, e, "tmp", "go"), "") }`,
    }),
  );
  assert.equal(String((await pieces.next()).value), "last");
  assert.equal((await pieces.next()).done, true);
  const { payload, functionError } = await result;
  assert.equal(payload.length, 0);
  assert.equal(functionError, undefined);
});

void test("HttpResponseStream sends a prelude of JSON and eight NULs before the first byte, or before the end", async () => {
  for (const body of [
    `out = awslambda.HttpResponseStream.from(out, { statusCode: 201 }); out.end("ok")`,
    `out = awslambda.HttpResponseStream.from(out, { statusCode: 201 }); out.end()`,
  ]) {
    await using s = await streamed(stream(body));
    const answer = await s.call();
    assert.equal(
      answer.contentType,
      "application/vnd.awslambda.http-integration-response",
    );
    const text = (await buffer(answer.body)).toString();
    assert.match(text, /^\{"statusCode":201\}\0{8}(ok)?$/);
  }
});

void test("a streaming function that is invoked without streaming answers whole", async () => {
  await using s = await streamed(stream(`out.write('"o'); out.end('k"')`));
  assert.equal((await s.t.call(s.spec)).value, "ok");
});

void test("a function that does not stream answers a streaming call in one piece", async () => {
  await using s = await streamed({
    "app.mjs": `export const handler = async () => ({ a: 1 })`,
  });
  const { body, contentType, result } = await s.call();
  assert.equal(contentType, "application/json");
  assert.equal((await buffer(body)).toString(), '{"a":1}');
  assert.equal((await result).functionError, undefined);
});

void test("an error before the first byte leaves the body empty, one after it cuts it off; both are the result", async () => {
  for (const [code, seen] of [
    [`throw new TypeError("no")`, ""],
    [`out.write("so far"); throw new TypeError("no")`, "so far"],
    [
      `out.write("so far"); setTimeout(() => { throw new TypeError("no") })`,
      "so far",
    ],
  ] as const) {
    await using s = await streamed(stream(code));
    const { body, result } = await s.call();
    assert.equal((await buffer(body)).toString(), seen);
    const { functionError, payload } = await result;
    assert.equal(functionError, "Unhandled");
    const error = JSON.parse(Buffer.from(payload).toString()) as {
      errorMessage: string;
    };
    assert.equal(error.errorMessage, "no");
    if (!code.includes("setTimeout")) {
      const again = await s.call();
      await buffer(again.body);
      assert.equal((await again.result).initMs, undefined, "kept warm");
    }
  }
});

void test("a stream that outlives the time-out is cut off and reported", async () => {
  await using s = await streamed(
    stream(
      `out.write("x"); await new Promise(() => setTimeout(() => {}, 60000))`,
    ),
    { changes: { timeoutSeconds: 1 } },
  );
  const { body, result } = await s.call();
  assert.equal((await buffer(body)).toString(), "x");
  assert.equal((await result).errorType, "Sandbox.Timedout");
});

void test("a process that exits in the middle of its answer is Runtime.ExitError", async () => {
  await using s = await streamed(
    stream(
      `out.write("x"); setTimeout(() => process.exit(3), 50); await new Promise(() => {})`,
    ),
  );
  const { body, result } = await s.call();
  assert.equal((await buffer(body)).toString(), "x");
  assert.equal((await result).errorType, "Runtime.ExitError");
});

void test("a reader that does not read holds the function back; one that leaves lets it run on", async () => {
  await using s = await streamed(
    stream(
      `let n = 0; const piece = Buffer.alloc(1048576); const write = () => new Promise((r) => out.write(piece, r));
       const tick = setInterval(() => console.log("written " + n), 20);
       for (; n < 60; n++) await write(); clearInterval(tick); console.log("all written"); out.end()`,
    ),
  );
  const { body, result } = await s.call();
  await new Promise((done) => setTimeout(done, 300));
  const seen = s.t.lines.map(({ message }) => message).join("\n");
  assert.doesNotMatch(seen, /all written/);
  body.destroy();
  assert.match((await result).log, /all written/);
});

void test("more than 200 MB is Function.ResponseSizeTooLarge", async () => {
  await using s = await streamed(
    stream(
      `const piece = Buffer.alloc(1048576); for (let n = 0; n < 201; n++) await new Promise((r) => out.write(piece, r)); out.end()`,
    ),
  );
  const { body, result } = await s.call();
  let size = 0;
  for await (const piece of body) size += (piece as Buffer).length;
  assert.ok(size <= STREAM_LIMIT);
  assert.equal((await result).errorType, "Function.ResponseSizeTooLarge");
});

void test(
  "a bootstrap of one's own streams in chunks, and its trailers are the error",
  { skip: onPath("bash") ? false : "NOT TESTED: this machine has no bash" },
  async () => {
    const say = (end: string) => ({
      bootstrap: `#!/usr/bin/env bash
H="\${AWS_LAMBDA_RUNTIME_API%:*}"; P="\${AWS_LAMBDA_RUNTIME_API#*:}"
exec 5<>/dev/tcp/$H/$P
printf 'GET /2018-06-01/runtime/invocation/next HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n' >&5
while IFS= read -r line <&5; do line="\${line%$'\\r'}"; [ -z "$line" ] && break; case "$line" in Lambda-Runtime-Aws-Request-Id:*) id="\${line#*: }";; esac; done
read -r -N 2 event <&5
printf 'POST /2018-06-01/runtime/invocation/%s/response HTTP/1.1\\r\\nHost: h\\r\\nLambda-Runtime-Function-Response-Mode: streaming\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n5\\r\\nhello\\r\\n' "$id" >&5
${end}
sleep 20
`,
    });
    for (const [end, errorType] of [
      [`printf '0\\r\\n\\r\\n' >&5`, undefined],
      [
        `printf '0\\r\\nLambda-Runtime-Function-Error-Type: My.Error\\r\\nLambda-Runtime-Function-Error-Body: e30=\\r\\n\\r\\n' >&5`,
        "My.Error",
      ],
      [`printf 'zz\\r\\n' >&5`, "Runtime.TruncatedResponse"],
      [`exec 5>&-`, "Runtime.TruncatedResponse"],
    ] as const) {
      await using s = await streamed(say(end), {
        runtime: "provided.al2023",
        changes: { timeoutSeconds: 4 },
      });
      const { body, result } = await s.call();
      assert.equal((await buffer(body)).toString(), "hello");
      assert.equal((await result).errorType, errorType);
    }
  },
);
