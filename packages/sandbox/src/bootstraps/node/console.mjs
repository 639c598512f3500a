// Replaces console's methods: each call becomes one log event, `time\trequest id\tlevel\tmessage`.
import { writeSync } from "node:fs";
import { format } from "node:util";

const LEVELS = {
  trace: "TRACE",
  debug: "DEBUG",
  log: "INFO",
  info: "INFO",
  warn: "WARN",
  error: "ERROR",
  fatal: "FATAL",
};
const FRAME = 0xa55a0003;

/** Its `requestId` is the invocation that lines belong to from now on; `error` logs a line of the runtime itself. */
export function createConsole() {
  const descriptor = Number(process.env._LAMBDA_TELEMETRY_LOG_FD);
  delete process.env._LAMBDA_TELEMETRY_LOG_FD;
  const write = descriptor > 2 ? framed(descriptor) : plain;
  const output = { requestId: undefined, error: (text) => log("ERROR", text) };

  function log(level, text) {
    const time = new Date();
    write(
      time,
      `${time.toISOString()}\t${output.requestId}\t${level}\t${text}\n`,
    );
  }

  for (const [method, level] of Object.entries(LEVELS))
    console[method] =
      method === "trace"
        ? (...args) => log(level, withStack(format(...args)))
        : (...args) => log(level, format(...args));
  return output;
}

function withStack(text) {
  const { stack = "" } = new Error(text);
  return stack.replace(/^Error/, "Trace");
}

/** A frame keeps a message of several lines together, which a bare pipe could not. */
function framed(descriptor) {
  return (time, text) => {
    const message = Buffer.from(text);
    const frame = Buffer.allocUnsafe(16 + message.length);
    frame.writeUInt32BE(FRAME, 0);
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
