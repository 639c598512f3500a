// Replaces console's methods: each call becomes one log event, `time\trequest id\tlevel\tmessage`.
const { writeSync } = require("node:fs");
const { format } = require("node:util");
const { errorLine } = require("./errors.cjs");

const LEVELS = {
  trace: "TRACE",
  debug: "DEBUG",
  log: "INFO",
  info: "INFO",
  warn: "WARN",
  error: "ERROR",
  fatal: "FATAL",
};
const RANKS = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
const TEXT_FRAME = 0xa55a0003;
const JSON_FRAME = 0xa55a0002;

/**
 * Its `requestId` is the invocation that lines belong to from now on; `error` logs an error that the runtime itself
 * reports, described, under a title.
 */
function createConsole() {
  const { env } = process;
  const descriptor = Number(env._LAMBDA_TELEMETRY_LOG_FD);
  delete env._LAMBDA_TELEMETRY_LOG_FD;
  const isJson = env.AWS_LAMBDA_LOG_FORMAT?.toUpperCase() === "JSON";
  const least = isJson
    ? RANKS.indexOf(env.AWS_LAMBDA_LOG_LEVEL?.toUpperCase())
    : 0;
  const write =
    descriptor > 2
      ? framed(descriptor, isJson ? JSON_FRAME : TEXT_FRAME)
      : plain;
  const output = {
    requestId: undefined,
    error: isJson
      ? (_title, described) => json("ERROR", [reported(described)])
      : (title, described) => text("ERROR", [errorLine(title, described)]),
  };

  function text(level, args) {
    const time = new Date();
    const message =
      level === "TRACE" ? withStack(format(...args)) : format(...args);
    write(
      time,
      `${time.toISOString()}\t${output.requestId}\t${level}\t${message}\n`,
    );
  }

  function json(level, args) {
    const time = new Date();
    write(
      time,
      jsonLine(time.toISOString(), level, output.requestId, args) + "\n",
    );
  }

  const log = isJson ? json : text;
  for (const [method, level] of Object.entries(LEVELS))
    console[method] =
      RANKS.indexOf(level) < least ? () => {} : (...args) => log(level, args);
  return output;
}

/** A record as Lambda's Node runtime writes it: one argument stays a value, several become text beside their error. */
function jsonLine(timestamp, level, requestId, args) {
  const head = { timestamp, level, requestId };
  if (args.length === 1) {
    try {
      return JSON.stringify({ ...head, message: args[0] }, (_key, value) =>
        value instanceof Error
          ? Object.assign(errorFields(value), value)
          : value,
      );
    } catch {
      // Values that JSON cannot hold are shown as in text.
    }
  }
  const error = args.find((value) => value instanceof Error);
  return JSON.stringify({
    ...head,
    message: format(...args),
    ...(args.length > 1 && error ? errorFields(error) : {}),
  });
}

function errorFields(error) {
  return {
    errorType: error.constructor?.name ?? "UnknownError",
    errorMessage: error.message,
    stackTrace: typeof error.stack === "string" ? error.stack.split("\n") : [],
  };
}

function reported({ errorType, errorMessage, trace }) {
  return { errorType, errorMessage, stackTrace: trace };
}

function withStack(text) {
  const { stack = "" } = new Error(text);
  return stack.replace(/^Error/, "Trace");
}

/** A frame keeps a message of several lines together, which a bare pipe could not. */
function framed(descriptor, type) {
  return (time, text) => {
    const message = Buffer.from(text);
    const frame = Buffer.allocUnsafe(16 + message.length);
    frame.writeUInt32BE(type, 0);
    frame.writeUInt32BE(message.length, 4);
    frame.writeBigInt64BE(BigInt(time.getTime()) * 1000n, 8);
    message.copy(frame, 16);
    writeAll(descriptor, frame);
  };
}

function plain(_time, text) {
  writeAll(1, Buffer.from(text.replace(/\n(?!$)/g, "\r")));
}

function writeAll(descriptor, bytes) {
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      // A full pipe of a process that made it non-blocking: wait a moment. Anything else: nobody reads any more.
      if (error.code !== "EAGAIN") return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

module.exports = { createConsole };
