import type { Caller } from "../../../core/caller.ts";
import type { HostedRequest } from "../../../core/hosted.ts";

/** What an event tells besides the request itself. */
export interface EventFacts {
  readonly requestId: string;
  readonly urlId: string;
  readonly region: string;
  readonly caller: Caller;
  readonly sourceIp: string;
  readonly secure: boolean;
  /** As the function gets it. */
  readonly traceId: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** A request as the function gets it: payload format 2.0 (Lambda guide, "Request and response payloads"). */
export function eventOf(request: HostedRequest, facts: EventFacts): object {
  const { method, path, query, headers, body } = request;
  const { requestId, urlId, caller, now } = facts;
  const domainName = domainOf(headers.host, facts);
  const cookies = cookiesIn(headers.cookie);
  const parameters = queryParameters(query);
  const iam = caller.type === "Anonymous" ? undefined : authorizer(caller);
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: path,
    rawQueryString: query,
    ...(cookies.length > 0 ? { cookies } : {}),
    headers: eventHeaders(request, facts),
    ...(parameters ? { queryStringParameters: parameters } : {}),
    requestContext: {
      accountId: iam ? caller.accountId : "anonymous",
      apiId: urlId,
      ...(iam ? { authentication: null, authorizer: { iam } } : {}),
      domainName,
      domainPrefix: urlId,
      http: {
        method,
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: facts.sourceIp,
        userAgent: headers["user-agent"] ?? "",
      },
      requestId,
      routeKey: "$default",
      stage: "$default",
      time: eventTime(now),
      timeEpoch: now,
    },
    ...bodyMembers(body, headers),
  };
}

function authorizer({ arn, accountId, principalId, accessKeyId }: Caller) {
  return {
    accessKey: accessKeyId ?? "",
    accountId,
    callerId: principalId,
    cognitoIdentity: null,
    principalOrgId: null,
    userArn: arn,
    userId: principalId,
  };
}

/** The host that names the URL; below the platform's own host it has the name that AWS would give it. */
function domainOf(host: string | undefined, { urlId, region }: EventFacts) {
  const name = host?.toLowerCase().replace(/:\d+$/, "");
  return name?.startsWith(`${urlId}.`)
    ? name
    : `${urlId}.lambda-url.${region}.on.aws`;
}

/** Headers that concern a connection, or that stand elsewhere in the event. */
const LEFT_OUT = new Set([
  "connection",
  "cookie",
  "expect",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** A signature that was checked is nobody's business any more. */
const SIGNATURE = "authorization";

function eventHeaders(
  { headers }: HostedRequest,
  { caller, sourceIp, secure, traceId }: EventFacts,
): Record<string, string> {
  const signed = caller.type !== "Anonymous";
  const kept = Object.entries(headers).filter(
    ([name]) => !LEFT_OUT.has(name) && !(signed && name === SIGNATURE),
  );
  const port = /:(\d+)$/.exec(headers.host ?? "")?.[1];
  const forwarded = headers["x-forwarded-for"];
  return {
    ...(Object.fromEntries(kept) as Record<string, string>),
    "x-forwarded-for": forwarded
      ? `${String(forwarded)}, ${sourceIp}`
      : sourceIp,
    "x-forwarded-port": port ?? (secure ? "443" : "80"),
    "x-forwarded-proto": secure ? "https" : "http",
    ...(traceId === undefined ? {} : { "x-amzn-trace-id": traceId }),
  };
}

function cookiesIn(header: string | undefined): string[] {
  return (header ?? "")
    .split(";")
    .map((cookie) => cookie.trim())
    .filter((cookie) => cookie !== "");
}

/** Names that come several times have their values joined with commas. */
function queryParameters(query: string): Record<string, string> | undefined {
  const values = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    const before = values.get(name);
    values.set(name, before === undefined ? value : `${before},${value}`);
  }
  return values.size > 0 ? Object.fromEntries(values) : undefined;
}

/** Types whose bodies are handed over as text; all others, forms among them, in base64. */
const TEXT =
  /^(text\/|application\/(json|xml|javascript|[\w.+-]+\+(json|xml))\b)/i;
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function bodyMembers(body: Buffer, headers: HostedRequest["headers"]): object {
  if (body.length === 0) return { isBase64Encoded: false };
  const text =
    TEXT.test(headers["content-type"] ?? "") &&
    headers["content-encoding"] === undefined
      ? textOf(body)
      : undefined;
  return text === undefined
    ? { body: body.toString("base64"), isBase64Encoded: true }
    : { body: text, isBase64Encoded: false };
}

function textOf(body: Buffer): string | undefined {
  try {
    return utf8.decode(body);
  } catch {
    return undefined;
  }
}

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** As `12/Mar/2020:19:03:58 +0000`. */
function eventTime(now: number): string {
  const [date = "", time = ""] = new Date(now).toISOString().split("T");
  const [year, month, day] = date.split("-");
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000`;
}
