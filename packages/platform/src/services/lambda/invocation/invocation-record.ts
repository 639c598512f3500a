import type { Condition } from "./what-next.ts";

/** What a function, or Lambda in its place, answered last. */
export interface LastAnswer {
  /** The HTTP status that a synchronous caller would have seen. */
  readonly status: number;
  readonly executedVersion?: string;
  readonly functionError?: string;
  /** JSON text; undefined where the function did not answer. */
  readonly payload?: string;
  /** What was wrong. */
  readonly message?: string;
}

/** A call that is over. */
export interface EndedCall {
  readonly requestId: string;
  /** With a qualifier. */
  readonly functionArn: string;
  readonly condition: Condition;
  /** Runs of the function. */
  readonly runs: number;
  /** JSON text. */
  readonly payload: string;
  readonly answer: LastAnswer | undefined;
}

/**
 * The record that a destination gets, as JSON text (Lambda guide, "Capturing records of asynchronous invocations").
 * @param now milliseconds since the epoch
 */
export function invocationRecord(call: EndedCall, now: number): string {
  const { requestId, functionArn, condition, runs, payload, answer } = call;
  const head = JSON.stringify({
    version: "1.0",
    timestamp: new Date(now).toISOString(),
    requestContext: {
      requestId,
      functionArn,
      condition,
      approximateInvokeCount: runs,
    },
  });
  const context = answer?.executedVersion !== undefined && {
    statusCode: answer.status,
    executedVersion: answer.executedVersion,
    ...(answer.functionError === undefined
      ? {}
      : { functionError: answer.functionError }),
  };
  // Payloads are JSON text already: what a function gets and answers goes on as it is.
  const members = [
    `"requestPayload":${payload}`,
    ...(context ? [`"responseContext":${JSON.stringify(context)}`] : []),
    ...(answer?.payload === undefined
      ? []
      : [`"responsePayload":${answer.payload}`]),
  ];
  return `${head.slice(0, -1)},${members.join(",")}}`;
}

/** Bytes of an error message that a dead letter carries. */
const LONGEST_MESSAGE = 1024;

/** The attributes of a dead letter: RequestID, ErrorCode (an HTTP status) and ErrorMessage. */
export function deadLetterAttributes({ requestId, answer }: EndedCall) {
  const message = Buffer.from(answer?.message ?? "")
    .subarray(0, LONGEST_MESSAGE)
    .toString();
  return {
    RequestID: { DataType: "String", StringValue: requestId },
    ErrorCode: {
      DataType: "Number",
      StringValue: String(answer?.status ?? 500),
    },
    // A message attribute must not be empty.
    ...(message === ""
      ? {}
      : { ErrorMessage: { DataType: "String", StringValue: message } }),
  };
}
