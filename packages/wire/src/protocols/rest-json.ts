import type { Readable } from "node:stream";
import { fromJson, parsedJson } from "../codecs/json-reader.ts";
import { jsonOfMembers, jsonText } from "../codecs/json-writer.ts";
import { serialization } from "../fault.ts";
import { requestBindings, responseBindings } from "../schema/bindings.ts";
import type { OperationModel } from "../schema/operation.ts";
import type { Member } from "../schema/shape.ts";
import { eventStreamBody } from "./event-stream.ts";
import { fromRequestHead } from "./http-request.ts";
import { responseHeaders, statusOf } from "./http-response.ts";
import { fieldsJson, messageKey, modelledError } from "./modelled-error.ts";
import { bytesIn, payloadBytes, payloadType, rawPayload } from "./payload.ts";
import type { Protocol } from "./protocol.ts";

const naming = { jsonName: true };
const contentType = "application/json";

/** AWS restJson1: Lambda, Signer, API Gateway and others. */
export const restJson: Protocol = {
  decode(op, head, body) {
    const input = fromRequestHead("restJson1", op, head);
    const { payload, body: members } = requestBindings(op);
    if (payload) readPayload(input, payload, body);
    else if (members.length > 0)
      Object.assign(input, bodyMembers(op, bytesIn(body)));
    return input;
  },

  encode(op, output) {
    const bindings = responseBindings(op.output);
    const status = statusOf(output, bindings, op.http?.status ?? 200);
    const headers = responseHeaders(op.output, output);
    const { payload, body } = bindings;
    if (payload) {
      headers["content-type"] ??= payloadType(payload, contentType);
      const value = (output as Record<string, unknown>)[payload.name];
      return { status, headers, body: payloadBody(payload, value) };
    }
    if (body.length === 0) return { status, headers, body: undefined };
    headers["content-type"] ??= contentType;
    return { status, headers, body: jsonOfMembers(body, output, naming) };
  },

  encodeError(op, error, meta) {
    const shape = modelledError(op, error.name);
    const headers = shape ? responseHeaders(shape, error.fields ?? {}) : {};
    headers["content-type"] = contentType;
    headers["x-amzn-errortype"] = error.name;
    headers["x-amzn-requestid"] = meta.requestId;
    const body: Record<string, unknown> = {
      ...fieldsJson(shape, error, naming),
    };
    // Lambda's errors carry a Type that says whose fault it was.
    if (shape?.member("Type"))
      body["Type"] ??= error.fault === "client" ? "User" : "Service";
    body[messageKey(shape)] = error.message;
    for (const member of shape?.members ?? [])
      if (member.traits.httpHeader) delete body[member.name];
    return { status: error.status, headers, body: JSON.stringify(body) };
  },
};

function readPayload(
  input: Record<string, unknown>,
  payload: Member,
  body: Uint8Array | Readable,
): void {
  const raw = rawPayload(payload, body);
  if (raw !== undefined) input[payload.name] = raw;
  if (payload.shape.kind === "blob" || payload.shape.kind === "string") return;
  const bytes = bytesIn(body);
  if (bytes.byteLength === 0) return;
  input[payload.name] = fromJson(payload.shape, parsedJson(bytes), naming);
}

/** Members bound to the path, query or headers are not taken from the body. */
function bodyMembers(op: OperationModel, bytes: Uint8Array): object {
  const document = parsedJson(bytes);
  const { body } = requestBindings(op);
  const read: Record<string, unknown> = {};
  if (
    typeof document !== "object" ||
    document === null ||
    Array.isArray(document)
  )
    throw serialization("Expected map or null");
  for (const member of body) {
    const key = member.traits.jsonName ?? member.name;
    const value = Object.hasOwn(document, key)
      ? (document as Record<string, unknown>)[key]
      : null;
    if (value !== null)
      read[member.name] = fromJson(member.shape, value, naming);
  }
  return read;
}

function payloadBody(
  payload: Member,
  value: unknown,
): string | Uint8Array | Readable | undefined {
  if (payload.shape.kind === "structure" && payload.traits.streaming)
    return eventStreamBody(payload.shape, value, {
      contentType,
      write: (shape, event) => jsonText(shape, event, naming),
    });
  if (payload.shape.kind === "blob" || payload.shape.kind === "string")
    return payloadBytes(value);
  return value === undefined || value === null
    ? undefined
    : jsonText(payload.shape, value, naming);
}
