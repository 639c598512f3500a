import type { Readable } from "node:stream";
import type { HttpAnswer, RequestHead } from "../request.ts";
import type { OperationModel } from "../schema/operation.ts";

/** What every answer carries. */
export interface AnswerMeta {
  readonly requestId: string;
}

/** What an error answer may say besides: S3's `Resource` and `HostId`. */
export interface ErrorMeta extends AnswerMeta {
  readonly resource?: string;
  readonly hostId?: string;
  readonly service?: string;
}

/** An error to be told to the client: the shape's name, or a code that no shape models. */
export interface ErrorAnswer {
  readonly name: string;
  readonly message: string;
  readonly status: number;
  /** Who is to blame: `Sender` or `Receiver` on the query wire. */
  readonly fault: "client" | "server";
  /** Further members of the error's shape. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** One wire protocol, server side. */
export interface Protocol {
  decode(
    op: OperationModel,
    head: RequestHead,
    body: Uint8Array | Readable,
  ): Record<string, unknown>;
  encode(op: OperationModel, output: object, meta: AnswerMeta): HttpAnswer;
  encodeError(
    op: OperationModel | undefined,
    error: ErrorAnswer,
    meta: ErrorMeta,
  ): HttpAnswer;
}
