import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { RuntimeRequest } from "./request-reader.ts";
import { type FunctionAnswer, RuntimeSession } from "./session.ts";

const RUNTIME = "/2018-06-01/runtime";

function startSession() {
  const answers: FunctionAnswer[] = [];
  const initErrors: string[] = [];
  let asked = 0;
  const session = new RuntimeSession({
    ready: () => void asked++,
    answered: (answer) => void answers.push(answer),
    brokenOff: () => {},
    restorable: () => {},
    restoreFailed: () => {},
    initFailed: (payload) => void initErrors.push(payload.toString()),
  });
  /** The status of the answer, or nothing while the session holds it back. */
  const ask = (
    method: string,
    target: string,
    change: Partial<RuntimeRequest> = {},
  ) => {
    const answer: { status?: number } = {};
    session.handle(
      {
        method,
        target: `${RUNTIME}${target}`,
        headers: new Map(),
        trailers: new Map(),
        body: Buffer.from("{}"),
        tooLarge: false,
        keepAlive: true,
        streamed: false,
        ...change,
      },
      ({ head }) => (answer.status = Number(head.slice(9, 12))),
    );
    return answer;
  };
  const offer = (requestId: string) =>
    session.offer({
      requestId,
      payload: Buffer.from("1"),
      deadlineMs: 5,
      invokedFunctionArn: "arn",
    });
  return { session, answers, initErrors, ask, offer, asked: () => asked };
}

void test("an event waits for a runtime that asks, and a runtime waits for an event", () => {
  const s = startSession();
  assert.equal(s.offer("a"), false);
  const next = s.ask("GET", "/invocation/next");
  assert.equal(next.status, undefined);
  assert.equal(s.offer("a"), true);
  assert.equal(next.status, 200);
  assert.equal(s.ask("POST", "/invocation/a/response").status, 202);
  assert.deepEqual(
    s.answers.map(({ requestId, kind }) => [requestId, kind]),
    [["a", "response"]],
  );
});

void test("only the running request can be answered, once", () => {
  const s = startSession();
  assert.equal(s.ask("POST", "/invocation/a/response").status, 400);
  s.ask("GET", "/invocation/next");
  s.offer("a");
  assert.equal(s.ask("POST", "/invocation/b/response").status, 400);
  assert.equal(s.ask("GET", "/invocation/next").status, 403);
  assert.equal(s.ask("POST", "/init/error").status, 403);
  assert.equal(s.ask("POST", "/invocation/a/error").status, 202);
  assert.equal(s.ask("POST", "/invocation/a/response").status, 403);
  s.ask("GET", "/invocation/next");
  s.offer("b");
  assert.equal(s.ask("POST", "/invocation/a/response").status, 403);
  assert.equal(s.ask("POST", "/invocation/b/response").status, 202);
  assert.deepEqual(
    s.answers.map(({ requestId, kind }) => [requestId, kind]),
    [
      ["a", "error"],
      ["b", "response"],
    ],
  );
});

void test("an init error is taken in the init phase only, and no event after it", () => {
  const s = startSession();
  assert.equal(s.ask("POST", "/init/error").status, 202);
  assert.equal(s.ask("POST", "/init/error").status, 403);
  assert.equal(s.ask("GET", "/invocation/next").status, 403);
  assert.deepEqual(s.initErrors, ["{}"]);
});

void test("unknown paths are 404, known ones with another method 405", () => {
  const s = startSession();
  assert.equal(s.ask("GET", "/other").status, 404);
  assert.equal(s.ask("GET", "/invocation/a/b/response").status, 404);
  assert.equal(s.ask("GET", "/invocation/a/response").status, 405);
  assert.equal(s.ask("POST", "/invocation/next").status, 405);
});

void test("a runtime whose waiting connection is gone gets its event on the next one", () => {
  const s = startSession();
  const replies: string[] = [];
  const request = {
    method: "GET",
    target: `${RUNTIME}/invocation/next`,
    headers: new Map(),
    trailers: new Map(),
    body: Buffer.alloc(0),
    tooLarge: false,
    keepAlive: true,
    streamed: false,
  };
  const lost = () => void replies.push("lost");
  s.session.handle(request, lost);
  s.session.forget(lost);
  assert.equal(s.offer("a"), false);
  s.session.handle(request, () => void replies.push("second"));
  assert.equal(s.offer("a"), true);
  assert.deepEqual(replies, ["second"]);
});

void test("a streamed answer that breaks off is an error with the body from its trailers", () => {
  const s = startSession();
  s.ask("GET", "/invocation/next");
  s.offer("a");
  s.ask("POST", "/invocation/a/response", {
    trailers: new Map([
      ["lambda-runtime-function-error-type", "Broken"],
      [
        "lambda-runtime-function-error-body",
        Buffer.from("why").toString("base64"),
      ],
    ]),
  });
  assert.deepEqual(
    s.answers.map(({ kind, errorType, payload }) => [
      kind,
      errorType,
      payload.toString(),
    ]),
    [["error", "Broken", "why"]],
  );
});

void test("whatever a runtime calls, each event is answered at most once and only by its own id", () => {
  const calls = fc.constantFrom(
    ["GET", "/invocation/next"],
    ["POST", "/invocation/1/response"],
    ["POST", "/invocation/2/error"],
    ["POST", "/invocation/3/response"],
    ["POST", "/init/error"],
    ["offer", ""],
  );
  fc.assert(
    fc.property(fc.array(calls, { maxLength: 30 }), (sequence) => {
      const s = startSession();
      const offered: string[] = [];
      for (const [method = "", target = ""] of sequence) {
        if (method !== "offer") s.ask(method, target);
        else if (s.offer(String(offered.length + 1)))
          offered.push(String(offered.length + 1));
      }
      const answered = s.answers.map(({ requestId }) => requestId);
      assert.equal(new Set(answered).size, answered.length);
      assert.ok(answered.every((id) => offered.includes(id)));
      assert.ok(s.initErrors.length <= 1);
    }),
    { numRuns: 500 },
  );
});
