import type { Readable } from "node:stream";
import { parsedXml } from "../codecs/xml-document.ts";
import { fromXml } from "../codecs/xml-reader.ts";
import {
  escapedText,
  membersXml,
  toXml,
  type XmlStyle,
} from "../codecs/xml-writer.ts";
import { malformedXml } from "../fault.ts";
import { requestBindings, responseBindings } from "../schema/bindings.ts";
import type { OperationModel } from "../schema/operation.ts";
import type { Member, StructureShape } from "../schema/shape.ts";
import { eventStreamBody } from "./event-stream.ts";
import { fromRequestHead } from "./http-request.ts";
import { responseHeaders, statusOf } from "./http-response.ts";
import { modelledError } from "./modelled-error.ts";
import { bytesIn, payloadBytes, payloadType, rawPayload } from "./payload.ts";
import type { Protocol } from "./protocol.ts";

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
const contentType = "application/xml";
const style: XmlStyle = { wholeMillis: true };

/** AWS restXml as S3 speaks it: errors are a bare `<Error>`, timestamps always carry milliseconds. */
export const restXml: Protocol = {
  decode(op, head, body) {
    const input = fromRequestHead("restXml", op, head);
    const { payload, body: members } = requestBindings(op);
    if (payload) readPayload(input, payload, body);
    else if (members.length > 0) readBody(input, op, bytesIn(body));
    return input;
  },

  encode(op, output, { requestId }) {
    const bindings = responseBindings(op.output);
    const status = statusOf(output, bindings, op.http?.status ?? 200);
    const headers = {
      ...responseHeaders(op.output, output),
      "x-amz-request-id": requestId,
    };
    const answer = { status, headers: headers as Record<string, string> };
    const xmlns = xmlnsOf(op);
    if (bindings.payload) {
      const value = (output as Record<string, unknown>)[bindings.payload.name];
      answer.headers["content-type"] ??= payloadType(
        bindings.payload,
        contentType,
      );
      return { ...answer, body: payloadBody(bindings.payload, value, xmlns) };
    }
    if (bindings.body.length === 0) return { ...answer, body: undefined };
    answer.headers["content-type"] ??= contentType;
    return {
      ...answer,
      body: declaration + documentXml(op.output, bindings.body, output, xmlns),
    };
  },

  encodeError(op, error, meta) {
    const shape = modelledError(op, error.name);
    const headers = {
      ...(shape ? responseHeaders(shape, error.fields ?? {}) : {}),
      "content-type": contentType,
      "x-amz-request-id": meta.requestId,
      ...(meta.hostId === undefined ? {} : { "x-amz-id-2": meta.hostId }),
    };
    // An answer to HEAD has no body; S3 then says all it can with the status.
    if (op?.http?.method === "HEAD" || error.status === 304)
      return { status: error.status, headers, body: undefined };
    const told: Record<string, unknown> = {
      Code: error.name,
      Message: error.message,
      ...error.fields,
      Resource: meta.resource,
      RequestId: meta.requestId,
      HostId: meta.hostId,
    };
    const elements = Object.entries(told).map(([name, value]) =>
      plainElement(name, value),
    );
    const body = `${declaration}<Error>${elements.join("")}</Error>`;
    return { status: error.status, headers, body };
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
  const root = parsedXml(bytes);
  if (root.name !== payloadName(payload)) throw malformedXml();
  input[payload.name] = fromXml(payload.shape, root);
}

function readBody(
  input: Record<string, unknown>,
  op: OperationModel,
  bytes: Uint8Array,
): void {
  if (bytes.byteLength === 0) return;
  const read = fromXml(op.input, parsedXml(bytes)) as Record<string, unknown>;
  for (const { name } of requestBindings(op).body)
    if (read[name] !== undefined) input[name] = read[name];
}

function payloadBody(
  payload: Member,
  value: unknown,
  xmlns: string,
): string | Uint8Array | Readable | undefined {
  const { shape } = payload;
  if (shape.kind === "structure" && payload.traits.streaming)
    return eventStreamBody(shape, value, {
      contentType: "text/xml",
      write: (event, members) => toXml(event.name, event, members, style),
    });
  if (shape.kind === "blob" || shape.kind === "string")
    return payloadBytes(value);
  if (value === undefined || value === null) return undefined;
  return declaration + toXml(payloadName(payload), shape, value, style, xmlns);
}

/** The root element: the shape's XML name around its members, but S3's GetBucketLocation is its one member alone. */
function documentXml(
  shape: StructureShape,
  body: readonly Member[],
  output: object,
  xmlns: string,
): string {
  const root = shape.xmlName ?? shape.name;
  const only = body.length === 1 ? body[0] : undefined;
  if (only?.name === root && only.shape.kind === "string") {
    const value = (output as Record<string, unknown>)[only.name];
    return `<${root}${xmlns}>${escapedText(typeof value === "string" ? value : "")}</${root}>`;
  }
  const members = new Set(body);
  const xml = membersXml(shape, output, style, (member) => members.has(member));
  return `<${root}${xmlns}>${xml}</${root}>`;
}

function payloadName({ own, shape, name }: Member): string {
  return (
    own.xmlName ??
    (shape.kind === "structure" ? (shape.xmlName ?? shape.name) : name)
  );
}

function xmlnsOf(op: OperationModel): string {
  const { xmlNamespace } = op.service;
  return xmlNamespace === undefined ? "" : ` xmlns="${xmlNamespace}"`;
}

function plainElement(name: string, value: unknown): string {
  if (value === undefined || value === null) return "";
  if (value instanceof Date) return `<${name}>${value.toISOString()}</${name}>`;
  const written =
    typeof value === "object"
      ? JSON.stringify(value)
      : `${value as string | number}`;
  return `<${name}>${escapedText(written)}</${name}>`;
}
