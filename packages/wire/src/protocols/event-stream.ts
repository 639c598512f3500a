import { Readable } from "node:stream";
import { crc32 } from "node:zlib";
import type { Member, StructureShape } from "../schema/shape.ts";

/** How a protocol writes the document inside an event. */
export interface EventWriter {
  readonly contentType: string;
  write(shape: StructureShape, value: unknown): string | Uint8Array;
}

/**
 * Writes events as `application/vnd.amazon.eventstream`. `events` is an async iterable of union values;
 * `initial` goes out first, as the RPC protocols want. An error of the iterable becomes an exception event.
 */
export function eventStreamBody(
  union: StructureShape,
  events: unknown,
  writer: EventWriter,
  initial?: string | Uint8Array,
): Readable {
  return Readable.from(
    frames(union, events as AsyncIterable<object>, writer, initial),
    {
      objectMode: false,
    },
  );
}

async function* frames(
  union: StructureShape,
  events: AsyncIterable<object> | undefined,
  writer: EventWriter,
  initial: string | Uint8Array | undefined,
): AsyncGenerator<Uint8Array> {
  if (initial !== undefined)
    yield frame(eventHeaders("initial-response", writer.contentType), initial);
  try {
    for await (const event of events ?? []) {
      const [name, value] =
        Object.entries(event).find(([, set]) => set !== undefined) ?? [];
      const member = name === undefined ? undefined : union.member(name);
      if (member?.shape.kind === "structure")
        yield eventFrame(member, member.shape, value, writer);
    }
  } catch (error) {
    yield failureFrame(union, error, writer);
  }
}

function eventFrame(
  member: Member,
  shape: StructureShape,
  value: unknown,
  writer: EventWriter,
): Uint8Array {
  const source = value as Record<string, unknown>;
  const payload = shape.members.find(({ traits }) => traits.eventPayload);
  const headers = eventHeaders(
    member.name,
    payloadType(payload, shape, writer),
  );
  for (const { name, traits } of shape.members) {
    const value = source[name];
    if (traits.eventHeader && typeof value === "string") headers[name] = value;
  }
  return frame(headers, payloadOf(payload, shape, source, writer));
}

function payloadType(
  payload: Member | undefined,
  shape: StructureShape,
  writer: EventWriter,
): string | undefined {
  if (payload?.shape.kind === "blob") return "application/octet-stream";
  if (payload?.shape.kind === "string") return "text/plain";
  return shape.members.length === 0 ? undefined : writer.contentType;
}

function payloadOf(
  payload: Member | undefined,
  shape: StructureShape,
  source: Record<string, unknown>,
  writer: EventWriter,
): string | Uint8Array {
  if (!payload)
    return shape.members.length === 0 ? "" : writer.write(shape, source);
  const value = source[payload.name];
  if (payload.shape.kind === "structure")
    return writer.write(payload.shape, value ?? {});
  return (value as string | Uint8Array | undefined) ?? "";
}

function eventHeaders(
  type: string,
  contentType: string | undefined,
): Record<string, string> {
  const headers: Record<string, string> = {
    ":message-type": "event",
    ":event-type": type,
  };
  if (contentType !== undefined) headers[":content-type"] = contentType;
  return headers;
}

/** A modelled exception by its member; anything else as an unmodelled error that tells nothing. */
function failureFrame(
  union: StructureShape,
  error: unknown,
  writer: EventWriter,
): Uint8Array {
  const name = error instanceof Error ? error.name : "";
  const member = union.members.find(
    ({ shape }) => shape.kind === "structure" && shape.name === name,
  );
  if (member?.shape.kind !== "structure")
    return frame(
      {
        ":message-type": "error",
        ":error-code": "InternalFailure",
        ":error-message": "The stream ended with an internal error.",
      },
      "",
    );
  const headers = {
    ":message-type": "exception",
    ":exception-type": member.name,
    ":content-type": writer.contentType,
  };
  return frame(headers, writer.write(member.shape, error));
}

const stringType = 7;

/** Length, header length, CRC of both, headers, payload, CRC of all: the frame of the AWS event stream encoding. */
function frame(
  headers: Record<string, string>,
  payload: string | Uint8Array,
): Uint8Array {
  const head = Buffer.concat(
    Object.entries(headers).map(([name, value]) => header(name, value)),
  );
  const body = typeof payload === "string" ? Buffer.from(payload) : payload;
  const message = Buffer.alloc(16 + head.length + body.length);
  message.writeUInt32BE(message.length, 0);
  message.writeUInt32BE(head.length, 4);
  message.writeUInt32BE(crc32(message.subarray(0, 8)), 8);
  message.set(head, 12);
  message.set(body, 12 + head.length);
  message.writeUInt32BE(crc32(message.subarray(0, -4)), message.length - 4);
  return message;
}

function header(name: string, value: string): Buffer {
  const text = Buffer.from(value);
  const size = Buffer.alloc(2);
  size.writeUInt16BE(text.length);
  return Buffer.concat([
    Buffer.from([Buffer.byteLength(name)]),
    Buffer.from(name),
    Buffer.from([stringType]),
    size,
    text,
  ]);
}
