import type { Readable } from "node:stream";

/** The start of an HTTP request as it came over the wire, nothing decoded. */
export interface RequestHead {
  readonly method: string;
  /** Raw, undecoded path. */
  readonly path: string;
  /** Raw query string without its `?`. */
  readonly query: string;
  /** Lower-cased names; repeated values joined with `,`. */
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** An answer ready for `node:http`; a string body is UTF-8. */
export interface HttpAnswer {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array | string | Readable | undefined;
}

/** AWS's wire protocols, by the Smithy names. */
export type ProtocolName =
  | "restJson1"
  | "restXml"
  | "awsQuery"
  | "awsJson1.0"
  | "awsJson1.1"
  | "rpcv2Cbor"
  | "ec2Query";
