// The Lambda runtime for Node: loads the handler, then answers one event after another over one raw connection.
import { connect } from "node:net";
import { createConsole } from "./node/console.mjs";
import { createContext } from "./node/context.mjs";
import { describeError, errorLine } from "./node/errors.mjs";
import { loadHandler } from "./node/handler.mjs";
import { createMessageReader } from "./node/messages.mjs";
import {
  collectStream,
  installStreaming,
  isStreaming,
} from "./node/streaming.mjs";

const address = process.env.AWS_LAMBDA_RUNTIME_API ?? "";
const [host, port] = address.split(":");
const NEXT = `GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: ${address}\r\n\r\n`;
// Up to this many characters one string is cheaper than several writes.
const ONE_PACKET = 65_536;

const output = createConsole();
const read = createMessageReader();
let current;
let traceId;
let onFlushed;

installStreaming();
const socket = connect({ host, port: Number(port), noDelay: true });
socket.on("data", (piece) => {
  for (const message of read(piece)) {
    if (message.status === 200) void run(message);
    else onFlushed?.();
  }
});
// Without its control process the environment has no purpose.
socket.on("error", () => process.exit(1));
socket.on("close", () => process.exit(1));

process.on("uncaughtException", (error) =>
  die("Uncaught Exception", describeError(error), 129),
);
process.on("unhandledRejection", (reason) =>
  die("Unhandled Promise Rejection", rejection(reason), 128),
);
process.on("beforeExit", () => current?.onEmptyLoop());

const handler = await load();
socket.write(NEXT);

async function load() {
  try {
    return await loadHandler(
      process.env.LAMBDA_TASK_ROOT ?? process.cwd(),
      process.env._HANDLER ?? "",
      process.env.AWS_EXECUTION_ENV ?? "",
    );
  } catch (error) {
    const described = describeError(error);
    output.error(errorLine("Uncaught Exception", described));
    await post("/2018-06-01/runtime/init/error", described);
    process.exit(1);
  }
}

async function run({ headers, body }) {
  const requestId = headers["lambda-runtime-aws-request-id"];
  setTraceId(headers["lambda-runtime-trace-id"]);
  output.requestId = requestId;

  const invocation = { requestId, done: false, waits: true };
  invocation.onEmptyLoop = () => fail(invocation, neverSettled());
  current = invocation;
  const context = createContext(headers, invocation);
  // While the handler runs, only its own work keeps the event loop alive: "empty" must mean empty.
  socket.unref();
  try {
    const event = JSON.parse(body.length === 0 ? "null" : body.toString());
    if (isStreaming(handler)) {
      succeed(invocation, await collectStream(handler, event, context));
      return;
    }
    const callback = callbackFor(invocation);
    Object.assign(context, legacyEnds(callback, invocation));
    const returned = handler(event, context, callback);
    if (typeof returned?.then === "function")
      succeed(invocation, encode(await returned));
    // A handler of the callback style that never calls back answers null once its work is done.
    else invocation.onEmptyLoop = () => succeed(invocation, encode(null));
  } catch (error) {
    fail(invocation, describeError(error));
  }
}

function setTraceId(next) {
  if (next === traceId) return;
  traceId = next;
  if (next === undefined) delete process.env._X_AMZN_TRACE_ID;
  else process.env._X_AMZN_TRACE_ID = next;
}

function callbackFor(invocation) {
  let called = false;
  return (error, result) => {
    if (called) return;
    called = true;
    const finish =
      error === undefined || error === null
        ? () => succeedWith(invocation, result)
        : () => fail(invocation, describeError(error));
    if (!invocation.waits) finish();
    // After the handler's own return, which would otherwise put null in its place.
    else queueMicrotask(() => (invocation.onEmptyLoop = finish));
  };
}

/** context.done, .succeed and .fail of the first Node runtimes: like the callback, but without waiting. */
function legacyEnds(callback, invocation) {
  const done = (error, result) => {
    invocation.waits = false;
    callback(error, result);
  };
  return {
    done,
    succeed: (result) => done(null, result),
    fail: (error) => done(error ?? "handled"),
  };
}

function succeedWith(invocation, result) {
  try {
    succeed(invocation, encode(result));
  } catch (error) {
    fail(invocation, describeError(error));
  }
}

function encode(value) {
  try {
    return JSON.stringify(value) ?? "null";
  } catch {
    throw Object.assign(new Error("Unable to stringify response body"), {
      name: "Runtime.UnhandledError",
    });
  }
}

function succeed(invocation, body) {
  finish(invocation, "response", body, "");
}

function fail(invocation, described) {
  if (invocation.done) return;
  output.error(errorLine("Invoke Error", described));
  finish(invocation, "error", JSON.stringify(described), typeHeader(described));
}

/** Answers and asks for the next event in one packet; `body` is text, or bytes from a stream. */
function finish(invocation, call, body, headers) {
  if (invocation.done) return;
  invocation.done = true;
  current = undefined;
  socket.ref();
  const path = `/2018-06-01/runtime/invocation/${invocation.requestId}/${call}`;
  const head = headOf(path, headers, Buffer.byteLength(body));
  if (typeof body === "string" && body.length < ONE_PACKET) {
    socket.write(head + body + NEXT);
    return;
  }
  socket.cork();
  socket.write(head);
  socket.write(body);
  socket.write(NEXT);
  socket.uncork();
}

/** Reports what ends the process, and ends it once the report has arrived. */
function die(title, described, code) {
  output.error(errorLine(title, described));
  const path =
    current && !current.done
      ? `/2018-06-01/runtime/invocation/${current.requestId}/error`
      : undefined;
  if (!path) process.exit(code);
  current.done = true;
  socket.ref();
  void post(path, described).then(() => process.exit(code));
}

function post(path, described) {
  const body = Buffer.from(JSON.stringify(described));
  return new Promise((resolve) => {
    onFlushed = resolve;
    socket.write(headOf(path, typeHeader(described), body.length));
    socket.write(body);
  });
}

function headOf(path, headers, length) {
  return `POST ${path} HTTP/1.1\r\nHost: ${address}\r\n${headers}Content-Length: ${length}\r\n\r\n`;
}

function typeHeader({ errorType }) {
  const type = errorType.replace(/[^\x21-\x7e]/g, "");
  return `Lambda-Runtime-Function-Error-Type: ${type}\r\n`;
}

function rejection(reason) {
  const described = describeError(reason);
  return {
    errorType: "Runtime.UnhandledPromiseRejection",
    errorMessage:
      reason instanceof Error ? String(reason) : described.errorMessage,
    trace: [
      `Runtime.UnhandledPromiseRejection: ${described.errorMessage}`,
      ...described.trace.slice(1),
    ],
  };
}

function neverSettled() {
  return {
    errorType: "Runtime.NodeJsExit",
    errorMessage:
      "The handler's promise was never settled, and nothing is left that could settle it.",
    trace: [],
  };
}
