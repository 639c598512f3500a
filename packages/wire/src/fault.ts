import type { ProtocolName } from "./request.ts";

/** The codes with which a request can be refused before any service sees it. */
export type WireCode =
  | "SerializationException"
  | "MalformedInput"
  | "MalformedQueryString"
  | "MalformedXML"
  | "InvalidArgument"
  | "InvalidURI"
  | "InvalidRequest"
  | "InvalidDigest"
  | "BadDigest"
  | "XAmzContentSHA256Mismatch"
  | "SignatureDoesNotMatch"
  | "IncompleteBody"
  | "MissingContentLength"
  | "MalformedTrailerError"
  | "RequestEntityTooLarge";

/** A request that cannot be read: the code, AWS's text and the HTTP status (400 unless told) to answer with. */
export class WireFault extends Error {
  override readonly name = "WireFault";
  readonly code: WireCode;
  readonly status: number;

  constructor(code: WireCode, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** What each protocol calls a value of the wrong type, and an unreadable text. */
const unreadable: Record<ProtocolName, WireCode> = {
  restJson1: "SerializationException",
  "awsJson1.0": "SerializationException",
  "awsJson1.1": "SerializationException",
  rpcv2Cbor: "SerializationException",
  awsQuery: "MalformedInput",
  ec2Query: "MalformedInput",
  restXml: "InvalidArgument",
};

/** The fault for a label, query, header or form value that its type refuses, in the protocol's own code. */
export function unreadableValue(
  protocol: ProtocolName,
  message: string,
): WireFault {
  return new WireFault(unreadable[protocol], message);
}

/** S3's answer to every XML it cannot use. */
export function malformedXml(): WireFault {
  return new WireFault(
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema",
  );
}

/** The answer of the JSON and CBOR protocols to a body of the wrong form. */
export function serialization(message: string): WireFault {
  return new WireFault("SerializationException", message);
}
