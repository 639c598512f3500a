// The Lambda runtime for Node: loads the handler, then answers one event after another over one raw connection.
const { connect, Socket } = require("node:net");
const { createConsole } = require("./node/console.cjs");
const { createContext } = require("./node/context.cjs");
const { describeError } = require("./node/errors.cjs");
const { loadHandler } = require("./node/handler.cjs");
const { createMessageReader } = require("./node/messages.cjs");
const {
  installStreaming,
  isStreaming,
  runStreaming,
} = require("./node/streaming.cjs");

const address = process.env.AWS_LAMBDA_RUNTIME_API ?? "";
const [host, port] = address.split(":");
const NEXT = `GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: ${address}\r\n\r\n`;
// Up to this many characters one string is cheaper than several writes.
const ONE_PACKET = 65_536;

const read = createMessageReader();
let output;
let onMessage;
let current;
let traceId;
let onFlushed;
let handler;

installStreaming();
const socket =
  handedConnection() ?? connect({ host, port: Number(port), noDelay: true });
socket.on("data", (piece) => {
  for (const message of read(piece)) onMessage(message);
});
// Without its control process the environment has no purpose.
socket.on("error", () => process.exit(1));
socket.on("close", () => process.exit(1));

// CommonJS, as modules take some 15 ms more of every cold start.
void main();

/** The connection that the process was started with; nothing where a wrapper has kept it to itself. */
function handedConnection() {
  const fd = Number(process.env.GATEHOUSE_CONNECTION ?? "NaN");
  delete process.env.GATEHOUSE_CONNECTION;
  try {
    return new Socket({ fd, readable: true, writable: true });
  } catch {
    return undefined;
  }
}

async function main() {
  if (process.env.GATEHOUSE_STARTED_AHEAD !== undefined) await becomeFunction();
  output = createConsole();
  onMessage = (message) => {
    if (message.status === 200) void run(message);
    else onFlushed?.();
  };

  process.on("uncaughtException", (error) =>
    die("Uncaught Exception", describeError(error), 129),
  );
  process.on("unhandledRejection", (reason) =>
    die("Unhandled Promise Rejection", rejection(reason), 128),
  );
  process.on("beforeExit", () => current?.onEmptyLoop());

  handler = await load();
  socket.write(NEXT);
}

/** Started before its function was known: asks which it is, and takes on its variables. */
async function becomeFunction() {
  const { body } = await new Promise((resolve) => {
    onMessage = resolve;
    socket.write(
      `GET /gatehouse/function HTTP/1.1\r\nHost: ${address}\r\n\r\n`,
    );
  });
  const variables = JSON.parse(body.toString());
  for (const name of Object.keys(process.env))
    if (!Object.hasOwn(variables, name)) delete process.env[name];
  Object.assign(process.env, variables);
}

async function load() {
  try {
    return await loadHandler(
      process.env.LAMBDA_TASK_ROOT ?? process.cwd(),
      process.env._HANDLER ?? "",
      process.env.AWS_EXECUTION_ENV ?? "",
    );
  } catch (error) {
    const described = describeError(error);
    output.error("Uncaught Exception", described);
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
      await runStreaming(handler, event, context, streamOf(invocation));
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

/** A streamed answer: one chunk a write, held back by the connection when its reader is slow. */
function streamOf(invocation) {
  const path = `/2018-06-01/runtime/invocation/${invocation.requestId}/response`;
  return {
    begin(contentType) {
      invocation.streams = true;
      socket.write(
        `POST ${path} HTTP/1.1\r\nHost: ${address}\r\nContent-Type: ${contentType}\r\n` +
          "Lambda-Runtime-Function-Response-Mode: streaming\r\nTransfer-Encoding: chunked\r\n" +
          "Trailer: Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body\r\n\r\n",
      );
    },
    piece(bytes, done) {
      // An empty chunk would end the answer; what comes after the end belongs to nobody.
      if (bytes.length === 0 || invocation.done) return done();
      socket.cork();
      socket.write(`${bytes.length.toString(16)}\r\n`);
      socket.write(bytes);
      socket.write("\r\n", done);
      socket.uncork();
    },
    end: () => endStream(invocation, ""),
  };
}

/** A failure after the first bytes can only be told in trailers. */
function endStream(invocation, trailers) {
  if (invocation.done) return;
  close(invocation);
  socket.write(`0\r\n${trailers}\r\n${NEXT}`);
}

function errorTrailers(described) {
  const body = Buffer.from(JSON.stringify(described)).toString("base64");
  return `${typeHeader(described)}Lambda-Runtime-Function-Error-Body: ${body}\r\n`;
}

function close(invocation) {
  invocation.done = true;
  current = undefined;
  socket.ref();
}

function fail(invocation, described) {
  if (invocation.done) return;
  output.error("Invoke Error", described);
  if (invocation.streams)
    return endStream(invocation, errorTrailers(described));
  finish(invocation, "error", JSON.stringify(described), typeHeader(described));
}

/** Answers and asks for the next event in one packet. */
function finish(invocation, call, body, headers) {
  if (invocation.done) return;
  close(invocation);
  const path = `/2018-06-01/runtime/invocation/${invocation.requestId}/${call}`;
  const head = headOf(path, headers, Buffer.byteLength(body));
  if (body.length < ONE_PACKET) {
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
  output.error(title, described);
  const path =
    current && !current.done
      ? `/2018-06-01/runtime/invocation/${current.requestId}/error`
      : undefined;
  if (!path) process.exit(code);
  current.done = true;
  socket.ref();
  if (current.streams) {
    onFlushed = () => process.exit(code);
    socket.write(`0\r\n${errorTrailers(described)}\r\n`);
    return;
  }
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
