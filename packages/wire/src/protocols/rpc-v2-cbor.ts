import { parsedCbor } from "../codecs/cbor-document.ts";
import { fromCbor } from "../codecs/cbor-reader.ts";
import { cborBytes, plainCborBytes } from "../codecs/cbor-writer.ts";
import { eventStreamBody } from "./event-stream.ts";
import { statusOf } from "./http-response.ts";
import {
  messageKey,
  modelledError,
  queryErrorHeader,
} from "./modelled-error.ts";
import { bytesIn } from "./payload.ts";
import type { Protocol } from "./protocol.ts";

const contentType = "application/cbor";

/** Smithy RPC v2 CBOR: the operation in the path, one CBOR document each way. */
export const rpcV2Cbor: Protocol = {
  decode: (op, _head, body) =>
    fromCbor(op.input, parsedCbor(bytesIn(body))) as Record<string, unknown>,

  encode(op, output, { requestId }) {
    const status = statusOf(output, { responseCode: undefined }, 200);
    const headers = headersOf(requestId);
    const stream = op.output.members.find(({ traits }) => traits.streaming);
    if (stream?.shape.kind !== "structure")
      return { status, headers, body: cborBytes(op.output, output) };
    const source = output as Record<string, unknown>;
    const initial = cborBytes(op.output, {
      ...source,
      [stream.name]: undefined,
    });
    const writer = { contentType, write: cborBytes };
    headers["content-type"] = "application/vnd.amazon.eventstream";
    return {
      status,
      headers,
      body: eventStreamBody(stream.shape, source[stream.name], writer, initial),
    };
  },

  encodeError(op, error, { requestId }) {
    const shape = modelledError(op, error.name);
    const headers = {
      ...headersOf(requestId),
      ...queryErrorHeader(op, shape, error),
    };
    const body = plainCborBytes({
      __type: error.name,
      ...error.fields,
      [messageKey(shape)]: error.message,
    });
    return { status: error.status, headers, body };
  },
};

function headersOf(requestId: string): Record<string, string> {
  return {
    "content-type": contentType,
    "smithy-protocol": "rpc-v2-cbor",
    "x-amzn-requestid": requestId,
  };
}
