/** One HTTP answer of the Runtime API: the head with its final blank line, and the body. */
export interface Answer {
  readonly head: string;
  readonly body: Uint8Array;
}

const REASONS: Readonly<Record<number, string>> = {
  200: "OK",
  202: "Accepted",
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  413: "Request Entity Too Large",
};

/** A 202 with `{"status":"OK"}`, as the Runtime API answers every accepted post. */
export const ACCEPTED: Answer = jsonAnswer(202, { status: "OK" });

/** An error answer in the Runtime API's shape, `{"errorMessage","errorType"}`. */
export function refusal(
  status: number,
  errorType: string,
  errorMessage: string,
): Answer {
  return jsonAnswer(status, { errorMessage, errorType });
}

/** The refusal of bytes that are no request. The connection must close after it: where the next request starts is unknown. */
export function unreadable(fault: string): Answer {
  return refusal(400, "InvalidRequest", `Bad request: ${fault}.`);
}

/** A JSON answer with further headers. */
export function jsonAnswer(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  const body = Buffer.from(`${JSON.stringify(value)}\n`);
  const more = Object.entries(headers)
    .map(([name, text]) => `${name}: ${text}\r\n`)
    .join("");
  return {
    head: `HTTP/1.1 ${status} ${REASONS[status] ?? "Error"}\r\nContent-Type: application/json\r\n${more}Content-Length: ${body.length}\r\n\r\n`,
    body,
  };
}
