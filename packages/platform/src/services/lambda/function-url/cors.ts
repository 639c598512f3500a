import type { Cors } from "@aws-sdk/client-lambda";
import type { HostedAnswer, HostedHead } from "../../../core/hosted.ts";

type Headers = HostedAnswer["headers"];

/** Lambda's own answer to a browser's preflight; undefined for every other request. */
export function preflightAnswer(
  cors: Cors,
  { method, headers }: HostedHead,
): HostedAnswer | undefined {
  const asked = headers["access-control-request-method"];
  if (method !== "OPTIONS" || headers.origin === undefined || !asked)
    return undefined;
  const allowed = allowedOrigin(cors, headers.origin);
  if (allowed === undefined)
    return { status: 200, headers: {}, body: undefined };
  const { AllowMethods: methods, AllowHeaders: names, MaxAge } = cors;
  return {
    status: 200,
    headers: {
      ...originHeaders(cors, allowed),
      ...listed("access-control-allow-methods", methods),
      ...listed("access-control-allow-headers", names),
      ...(MaxAge === undefined
        ? {}
        : { "access-control-max-age": String(MaxAge) }),
    },
    body: undefined,
  };
}

/**
 * An answer's headers as a URL with CORS gives them: its own take the place of the function's (Lambda guide,
 * "Cross-origin resource sharing").
 */
export function withCors(
  cors: Cors | undefined,
  origin: string | undefined,
  headers: Headers,
): Headers {
  if (!cors) return headers;
  const own = Object.fromEntries(
    Object.entries(headers).filter(([name]) => !name.startsWith(OURS)),
  );
  const allowed = origin && allowedOrigin(cors, origin);
  if (!allowed) return { ...own, vary: "Origin" };
  return {
    ...own,
    ...originHeaders(cors, allowed),
    ...listed("access-control-expose-headers", cors.ExposeHeaders),
  };
}

const OURS = "access-control-";

/** `*` allows every origin, and one with a `*` in it all that fit; with credentials a browser wants to read its own. */
function allowedOrigin(
  { AllowOrigins = [], AllowCredentials = false }: Cors,
  origin: string,
): string | undefined {
  if (AllowOrigins.includes("*")) return AllowCredentials ? origin : "*";
  return AllowOrigins.some((pattern) => fits(pattern, origin))
    ? origin
    : undefined;
}

function fits(pattern: string, origin: string): boolean {
  const [before = "", after, ...more] = pattern.split("*");
  if (after === undefined) return pattern === origin;
  return (
    more.length === 0 &&
    origin.length >= pattern.length &&
    origin.startsWith(before) &&
    origin.endsWith(after)
  );
}

function originHeaders({ AllowCredentials }: Cors, allowed: string): Headers {
  return {
    "access-control-allow-origin": allowed,
    vary: "Origin",
    ...(AllowCredentials ? { "access-control-allow-credentials": "true" } : {}),
  };
}

function listed(name: string, values: readonly string[] | undefined): Headers {
  return values && values.length > 0 ? { [name]: values.join(",") } : {};
}
