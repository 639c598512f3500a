import { fromJson, parsedJson } from "../codecs/json-reader.ts";
import { jsonText } from "../codecs/json-writer.ts";
import { eventStreamBody } from "./event-stream.ts";
import { statusOf } from "./http-response.ts";
import {
  fieldsJson,
  messageKey,
  modelledError,
  queryErrorHeader,
} from "./modelled-error.ts";
import { bytesIn } from "./payload.ts";
import type { Protocol } from "./protocol.ts";

const naming = { jsonName: false };

/** AWS JSON RPC 1.0 and 1.1: the operation in `X-Amz-Target`, one JSON document each way. */
export function awsJson(version: "1.0" | "1.1"): Protocol {
  const contentType = `application/x-amz-json-${version}`;
  return {
    decode: (op, _head, body) =>
      fromJson(op.input, parsedJson(bytesIn(body)), naming) as Record<
        string,
        unknown
      >,

    encode(op, output, { requestId }) {
      const status = statusOf(output, { responseCode: undefined }, 200);
      const headers = {
        "content-type": contentType,
        "x-amzn-requestid": requestId,
      };
      const stream = op.output.members.find(({ traits }) => traits.streaming);
      if (stream?.shape.kind !== "structure")
        return {
          status,
          headers,
          body: jsonText(op.output, output, naming),
        };
      const source = output as Record<string, unknown>;
      const initial = jsonText(
        op.output,
        { ...source, [stream.name]: undefined },
        naming,
      );
      const body = eventStreamBody(
        stream.shape,
        source[stream.name],
        {
          contentType: "application/json",
          write: (shape, event) => jsonText(shape, event, naming),
        },
        initial,
      );
      headers["content-type"] = "application/vnd.amazon.eventstream";
      return { status, headers, body };
    },

    encodeError(op, error, { requestId }) {
      const shape = modelledError(op, error.name);
      const headers = {
        "content-type": contentType,
        "x-amzn-requestid": requestId,
        ...queryErrorHeader(op, shape, error),
      };
      const fields = fieldsJson(shape, error, naming);
      const body = JSON.stringify({
        __type: error.name,
        ...fields,
        [messageKey(shape)]: error.message,
      });
      return { status: error.status, headers, body };
    },
  };
}
