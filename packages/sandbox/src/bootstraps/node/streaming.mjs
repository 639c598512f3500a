// `awslambda.streamifyResponse`: the handler writes its answer to a stream. It is gathered and sent whole.
import { Writable } from "node:stream";

const STREAMING = Symbol.for("aws.lambda.runtime.handler.streaming");
const PRELUDE_END = Buffer.alloc(8);

export function installStreaming() {
  globalThis.awslambda = {
    streamifyResponse(handler) {
      handler[STREAMING] = "response";
      return handler;
    },
    HttpResponseStream: {
      from(stream, prelude) {
        stream.setContentType(
          "application/vnd.awslambda.http-integration-response",
        );
        stream.write(JSON.stringify(prelude));
        stream.write(PRELUDE_END);
        return stream;
      },
    },
  };
}

export function isStreaming(handler) {
  return handler[STREAMING] !== undefined;
}

export async function collectStream(handler, event, context) {
  const pieces = [];
  const stream = new Writable({
    write(piece, _encoding, done) {
      pieces.push(piece);
      done();
    },
  });
  stream.setContentType = () => {};
  const finished = new Promise((resolve, reject) => {
    stream.once("finish", resolve);
    stream.once("error", reject);
  });
  await Promise.all([finished, handler(event, stream, context)]);
  return Buffer.concat(pieces);
}
