// `awslambda.streamifyResponse`: the handler writes its answer to a stream, which goes out while it is written.

const STREAMING = Symbol.for("aws.lambda.runtime.handler.streaming");
const PRELUDE = Symbol("prelude");
const PRELUDE_END = Buffer.alloc(8);
const AHEAD_BYTES = 65_536;

function installStreaming() {
  globalThis.awslambda = {
    streamifyResponse(handler, options) {
      handler[STREAMING] = "response";
      if (options?.highWaterMark !== undefined)
        handler[
          Symbol.for("aws.lambda.runtime.handler.streaming.highWaterMark")
        ] = Number(options.highWaterMark);
      return handler;
    },
    HttpResponseStream: {
      from(stream, prelude) {
        stream.setContentType(
          "application/vnd.awslambda.http-integration-response",
        );
        // Before the first bytes, whenever these come: the type may still change until then.
        stream[PRELUDE] = Buffer.concat([
          Buffer.from(JSON.stringify(prelude)),
          PRELUDE_END,
        ]);
        return stream;
      },
    },
  };
}

function isStreaming(handler) {
  return handler[STREAMING] !== undefined;
}

/** Gives the handler's answer to `out`, which has `begin(contentType)`, `piece(bytes, done)` and `end()`. */
async function runStreaming(handler, event, context, out) {
  // Loaded when it is needed: every start would pay for it.
  const { Writable } = require("node:stream");
  let contentType = "application/octet-stream";
  let begun = false;
  const begin = () => {
    if (begun) return;
    begun = true;
    out.begin(contentType);
    if (stream[PRELUDE]) out.piece(stream[PRELUDE], () => {});
  };
  const stream = new Writable({
    highWaterMark:
      handler[
        Symbol.for("aws.lambda.runtime.handler.streaming.highWaterMark")
      ] ?? AHEAD_BYTES,
    write(piece, _encoding, done) {
      begin();
      out.piece(piece, done);
    },
    final(done) {
      begin();
      done();
    },
  });
  stream.setContentType = (type) => {
    if (begun)
      throw new Error("The answer has begun: its content type is sent.");
    contentType = String(type).replace(/[^\x20-\x7e]/g, "");
  };
  const finished = new Promise((resolve, reject) => {
    stream.once("finish", resolve);
    stream.once("error", reject);
  });
  // An error of the stream and one of the handler: the first counts, the other is no unhandled rejection.
  const returned = Promise.resolve(handler(event, stream, context));
  await Promise.all([finished, returned]);
  out.end();
}

module.exports = { installStreaming, isStreaming, runStreaming };
