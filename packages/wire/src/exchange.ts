import type { Readable } from "node:stream";
import { notWhole } from "./constraints/whole-numbers.ts";
import { unreadableValue } from "./fault.ts";
import { awsJson } from "./protocols/aws-json.ts";
import { awsQuery, ec2Query } from "./protocols/aws-query.ts";
import type {
  AnswerMeta,
  ErrorAnswer,
  ErrorMeta,
  Protocol,
} from "./protocols/protocol.ts";
import { restJson } from "./protocols/rest-json.ts";
import { restXml } from "./protocols/rest-xml.ts";
import { rpcV2Cbor } from "./protocols/rpc-v2-cbor.ts";
import type { HttpAnswer, ProtocolName, RequestHead } from "./request.ts";
import type { OperationModel } from "./schema/operation.ts";

const protocols: Readonly<Record<ProtocolName, Protocol>> = {
  restJson1: restJson,
  restXml,
  awsQuery,
  ec2Query,
  "awsJson1.0": awsJson("1.0"),
  "awsJson1.1": awsJson("1.1"),
  rpcv2Cbor: rpcV2Cbor,
};

/**
 * Reads a request as the operation's input, every type checked; constraints are `violations`' business.
 * `body` is a stream only for an operation that streams its input. Throws WireFault.
 */
export function decode(
  protocol: ProtocolName,
  op: OperationModel,
  head: RequestHead,
  body: Uint8Array | Readable,
): Record<string, unknown> {
  const input = protocols[protocol].decode(op, head, body);
  const reason = notWhole(op, input);
  if (reason !== undefined) throw unreadableValue(protocol, reason);
  return input;
}

/**
 * Writes an operation's output. `output.$metadata.httpStatusCode` overrides the status;
 * the body is a stream only where the output streams bytes or events.
 */
export function encode(
  protocol: ProtocolName,
  op: OperationModel,
  output: object,
  meta: AnswerMeta,
): HttpAnswer {
  return protocols[protocol].encode(op, output, meta);
}

/** Writes an error as the protocol spells it; without an operation, as an error that no service models. */
export function encodeError(
  protocol: ProtocolName,
  op: OperationModel | undefined,
  error: ErrorAnswer,
  meta: ErrorMeta,
): HttpAnswer {
  return protocols[protocol].encodeError(op, error, meta);
}
