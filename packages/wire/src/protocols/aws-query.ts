import { fromForm, type QueryDialect } from "../codecs/query-form.ts";
import {
  escapedText,
  membersXml,
  type XmlStyle,
} from "../codecs/xml-writer.ts";
import type { HttpAnswer, RequestHead } from "../request.ts";
import type { OperationModel } from "../schema/operation.ts";
import { isUnit } from "../schema/shape.ts";
import type { Readable } from "node:stream";
import { modelledError, queryCode } from "./modelled-error.ts";
import { bytesIn } from "./payload.ts";
import type { ErrorAnswer, Protocol } from "./protocol.ts";

const style: XmlStyle = { wholeMillis: false };

/** AWS Query: IAM, STS, SNS, CloudFormation, and CloudWatch for older clients. */
export const awsQuery: Protocol = {
  decode: (op, head, body) => decodeForm("awsQuery", op, head, body),

  encode(op, output, { requestId }) {
    const { name, service } = op;
    const members = membersXml(op.output, output, style);
    // Strict clients look for the result of UpdateRole, a structure without members, and for none of TagRole.
    const result = isUnit(op.output)
      ? ""
      : `<${name}Result>${members}</${name}Result>`;
    const metadata = `<ResponseMetadata><RequestId>${escapedText(requestId)}</RequestId></ResponseMetadata>`;
    const xml = `<${name}Response${xmlns(service.xmlNamespace)}>${result}${metadata}</${name}Response>`;
    return xmlAnswer(okStatus(output), xml, requestId);
  },

  encodeError(op, error, { requestId }) {
    const shape = modelledError(op, error.name);
    const side = error.fault === "client" ? "Sender" : "Receiver";
    const fields = shape ? fieldsXml(op, error) : "";
    const xml =
      `<ErrorResponse${xmlns(op?.service.xmlNamespace)}><Error><Type>${side}</Type>` +
      `<Code>${escapedText(queryCode(shape, error.name))}</Code>` +
      `<Message>${escapedText(error.message)}</Message>${fields}</Error>` +
      `<RequestId>${escapedText(requestId)}</RequestId></ErrorResponse>`;
    return xmlAnswer(shape?.queryError?.[1] ?? error.status, xml, requestId);
  },
};

/** EC2's own query dialect: lists without `.member`, answers without a result element. */
export const ec2Query: Protocol = {
  decode: (op, head, body) => decodeForm("ec2Query", op, head, body),

  encode(op, output, { requestId }) {
    const { name, service } = op;
    const members = membersXml(op.output, output, style);
    const id = `<requestId>${escapedText(requestId)}</requestId>`;
    const xml = `<${name}Response${xmlns(service.xmlNamespace)}>${id}${members}</${name}Response>`;
    return xmlAnswer(okStatus(output), xml, requestId);
  },

  encodeError(_op, error, { requestId }) {
    const xml =
      `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error>` +
      `<Code>${escapedText(error.name)}</Code><Message>${escapedText(error.message)}</Message>` +
      `</Error></Errors><RequestID>${escapedText(requestId)}</RequestID></Response>`;
    return xmlAnswer(error.status, xml, requestId);
  },
};

/** The form stands in the body, or in the URL of a GET, as presigned STS calls do. */
function decodeForm(
  dialect: QueryDialect,
  op: OperationModel,
  head: RequestHead,
  body: Uint8Array | Readable,
): Record<string, unknown> {
  const bytes = bytesIn(body);
  return fromForm(op.input, bytes.byteLength > 0 ? bytes : head.query, dialect);
}

function fieldsXml(op: OperationModel | undefined, error: ErrorAnswer): string {
  const shape = modelledError(op, error.name);
  if (!shape || !error.fields) return "";
  const said = new Set(["message", "Message", "Type", "Code"]);
  return membersXml(shape, error.fields, style, ({ name }) => !said.has(name));
}

function okStatus(output: object): number {
  const { $metadata } = output as { $metadata?: { httpStatusCode?: number } };
  return $metadata?.httpStatusCode ?? 200;
}

function xmlns(namespace: string | undefined): string {
  return namespace === undefined ? "" : ` xmlns="${namespace}"`;
}

function xmlAnswer(
  status: number,
  body: string,
  requestId: string,
): HttpAnswer {
  return {
    status,
    headers: { "content-type": "text/xml", "x-amzn-requestid": requestId },
    body,
  };
}
