/** The first line and headers of a request, and how its body is framed. */
export interface RequestHead {
  readonly method: string;
  readonly target: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly framing: { kind: "length"; bytes: number } | { kind: "chunked" };
  readonly keepAlive: boolean;
  readonly expectsContinue: boolean;
}

/** Why bytes are not a request; the connection answers 400 and closes, as nothing after it can be trusted. */
export interface ReadFault {
  readonly fault: string;
}

const REQUEST_LINE = /^([A-Z]{1,16}) (\/[\x21-\x7e]*) HTTP\/1\.1$/;
const FIELD_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
// eslint-disable-next-line no-control-regex -- refusing control characters is the point
const FORBIDDEN_IN_VALUE = /[\u0000-\u0008\u000a-\u001f\u007f]/;

/**
 * Reads a request head (without its final blank line) by RFC 9112, refusing whatever could be read in two ways:
 * folded lines, blanks before a colon, a body framed twice, a length that is no plain number.
 */
export function parseHead(text: string): RequestHead | ReadFault {
  const lines = text.split("\r\n");
  const start = REQUEST_LINE.exec(lines[0] ?? "");
  if (!start) return { fault: "malformed request line" };

  const headers = parseFields(lines, 1);
  if ("fault" in headers) return headers;
  const framing = framingOf(headers.fields);
  if ("fault" in framing) return framing;

  return {
    method: start[1] ?? "",
    target: start[2] ?? "",
    headers: headers.fields,
    framing,
    keepAlive: headers.fields.get("connection")?.toLowerCase() !== "close",
    expectsContinue:
      headers.fields.get("expect")?.toLowerCase() === "100-continue",
  };
}

/** Reads `name: value` lines from index `first`; names come back in lower case, repeated values joined by a comma. */
export function parseFields(
  lines: readonly string[],
  first: number,
): { fields: Map<string, string> } | ReadFault {
  const fields = new Map<string, string>();
  for (let index = first; index < lines.length; index++) {
    const line = lines[index] ?? "";
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(colon, 0)).toLowerCase();
    if (!FIELD_NAME.test(name)) return { fault: "malformed header name" };
    const raw = line.slice(colon + 1);
    if (FORBIDDEN_IN_VALUE.test(raw))
      return { fault: "control character in a header" };
    const value = raw.trim();
    const earlier = fields.get(name);
    fields.set(name, earlier === undefined ? value : `${earlier}, ${value}`);
  }
  return { fields };
}

function framingOf(
  headers: ReadonlyMap<string, string>,
): RequestHead["framing"] | ReadFault {
  const coding = headers.get("transfer-encoding");
  const length = headers.get("content-length");
  if (coding !== undefined && length !== undefined)
    return { fault: "both Content-Length and Transfer-Encoding" };
  if (coding !== undefined)
    return coding.toLowerCase() === "chunked"
      ? { kind: "chunked" }
      : { fault: "unknown Transfer-Encoding" };
  if (length === undefined) return { kind: "length", bytes: 0 };
  return /^[0-9]{1,15}$/.test(length)
    ? { kind: "length", bytes: Number(length) }
    : { fault: "malformed Content-Length" };
}
