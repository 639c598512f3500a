import type { Answer } from "./answer.ts";

/** What one answer of `/next` carries. */
export interface RuntimeEvent {
  readonly requestId: string;
  readonly payload: Uint8Array;
  /** Wall-clock milliseconds since 1970 at which the invocation times out. */
  readonly deadlineMs: number;
  readonly invokedFunctionArn: string;
  readonly traceId?: string | undefined;
  /** JSON text, as the client sent it (decoded from Base64). */
  readonly clientContext?: string | undefined;
  readonly cognitoIdentity?: object | undefined;
}

/** The answer of `/next` for an event. `Content-Type: application/json` matters: without it Python handlers get bytes. */
export function eventMessage(event: RuntimeEvent): Answer {
  const head =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" +
    `Lambda-Runtime-Aws-Request-Id: ${event.requestId}\r\n` +
    `Lambda-Runtime-Deadline-Ms: ${event.deadlineMs}\r\n` +
    `Lambda-Runtime-Invoked-Function-Arn: ${event.invokedFunctionArn}\r\n` +
    optional("Lambda-Runtime-Trace-Id", event.traceId) +
    optional("Lambda-Runtime-Client-Context", event.clientContext) +
    optional(
      "Lambda-Runtime-Cognito-Identity",
      event.cognitoIdentity && JSON.stringify(event.cognitoIdentity),
    ) +
    `Content-Length: ${event.payload.length}\r\n\r\n`;
  return { head, body: event.payload };
}

/**
 * Why an event cannot be put into headers, or nothing. Only plain visible text may go where a line break would
 * start a header of the caller's choosing.
 */
export function eventFault(event: RuntimeEvent): string | undefined {
  if (!/^[A-Za-z0-9._-]{1,128}$/.test(event.requestId))
    return "requestId must be 1 to 128 letters, digits, '.', '_' or '-'";
  if (!/^[\x21-\x7e]{1,512}$/.test(event.invokedFunctionArn))
    return "invokedFunctionArn must be visible ASCII";
  if (event.traceId !== undefined && !/^[\x20-\x7e]*$/.test(event.traceId))
    return "traceId must be printable ASCII";
  if (event.clientContext !== undefined && !isJson(event.clientContext))
    return "clientContext must be JSON";
  return undefined;
}

function optional(name: string, value: string | undefined): string {
  return value === undefined || value === ""
    ? ""
    : `${name}: ${oneAsciiLine(value)}\r\n`;
}

/** JSON stays the same JSON when its blanks are flattened and other characters are written as \u escapes. */
function oneAsciiLine(json: string): string {
  return json
    .replace(/[\t\r\n]/g, " ")
    .replace(
      /[^\x20-\x7e]/g,
      (character) =>
        `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
