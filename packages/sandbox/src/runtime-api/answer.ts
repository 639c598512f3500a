/** One HTTP answer of the Runtime API: the head with its final blank line, and the body. */
export interface Answer {
  readonly head: string;
  readonly body: Uint8Array;
}

const REASONS: Readonly<Record<number, string>> = {
  202: "Accepted",
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  413: "Request Entity Too Large",
};

/** A 202 with `{"status":"OK"}`, as the Runtime API answers every accepted post. */
export const ACCEPTED: Answer = json(202, { status: "OK" });

/** An error answer in the Runtime API's shape, `{"errorMessage","errorType"}`. */
export function refusal(
  status: number,
  errorType: string,
  errorMessage: string,
): Answer {
  return json(status, { errorMessage, errorType });
}

/** The refusal of bytes that are no request. The connection must close after it: where the next request starts is unknown. */
export function unreadable(fault: string): Answer {
  return refusal(400, "InvalidRequest", `Bad request: ${fault}.`);
}

function json(status: number, value: object): Answer {
  const body = Buffer.from(`${JSON.stringify(value)}\n`);
  return {
    head: `HTTP/1.1 ${status} ${REASONS[status] ?? "Error"}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`,
    body,
  };
}
