import type { RequestFacts } from "../core/context.ts";
import type { Need } from "../core/operation.ts";
import type { RequestContext } from "./request-context.ts";

type Read = (ctx: RequestContext) => string | undefined;

/** How a request is signed and sent (S3 user guide, "Amazon S3 condition keys"). */
const KEYS: Readonly<Record<string, Read>> = {
  "s3:authtype": (ctx) =>
    isSigned(ctx)
      ? isPresigned(ctx.request)
        ? "REST-QUERY-STRING"
        : "REST-HEADER"
      : undefined,
  "s3:signatureversion": (ctx) =>
    isSigned(ctx) ? "AWS4-HMAC-SHA256" : undefined,
  // Signatures are judged by real time, not by the platform's clock.
  "s3:signatureage": (ctx) => {
    const at = isSigned(ctx) ? signedAt(ctx.request) : undefined;
    return at === undefined ? undefined : String(Date.now() - at);
  },
  "s3:x-amz-content-sha256": (ctx) =>
    isSigned(ctx) && isPresigned(ctx.request)
      ? "UNSIGNED-PAYLOAD"
      : ctx.request.headers["x-amz-content-sha256"],
  "s3:tlsversion": ({ request: { tls } }) => tls?.version.replace(/^TLSv/, ""),
};

/** The keys that S3, and no other service, tells of each request. */
export const S3_REQUEST_KEYS: Readonly<
  Record<string, (ctx: RequestContext, need: Need) => string | undefined>
> = Object.fromEntries(
  Object.entries(KEYS).map(([key, read]) => [
    key,
    (ctx, { action }) => (action.startsWith("s3:") ? read(ctx) : undefined),
  ]),
);

const isSigned = ({ caller, request }: RequestContext): boolean =>
  caller.type !== "Anonymous" &&
  (request.headers["authorization"] !== undefined || isPresigned(request));

const isPresigned = ({ query }: RequestFacts): boolean =>
  query !== undefined && /(^|&)X-Amz-Signature=/.test(query);

/** Milliseconds since the epoch. */
function signedAt({ headers, query = "" }: RequestFacts): number | undefined {
  const date =
    headers["x-amz-date"] ?? /(?:^|&)X-Amz-Date=([^&]*)/.exec(query)?.[1] ?? "";
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date) ?? [];
  if (second === undefined) return undefined;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
