import { hash, timingSafeEqual } from "node:crypto";
import type { RequestHead } from "../request.ts";
import { canonicalRequest } from "./canonical.ts";
import { denied, type Denial } from "./denial.ts";
import type { Presented } from "./presented.ts";
import { hmacOf, type HmacKey } from "./hmac.ts";
import { signingKey } from "./signing-key.ts";

/** A signature found right: what is needed to check the body that follows it. */
export interface Verified {
  readonly ok: true;
  /** The value that stood for the body in the signature: hexadecimal, `UNSIGNED-PAYLOAD` or `STREAMING-…`. */
  readonly payload: string;
  /** The signature was computed over the buffered body itself, so the body is verified with it. */
  readonly bodySigned: boolean;
  /** Seeds the signatures of the chunks. */
  readonly seed: ChunkSeed;
}

/** What the first chunk's signature builds upon. */
export interface ChunkSeed {
  readonly key: HmacKey;
  readonly amzDate: string;
  readonly scope: string;
  readonly signature: string;
}

export type Verdict = Verified | Denial;

const unsigned = "UNSIGNED-PAYLOAD";
const emptyHash = hash("sha256", "");
/** AWS allows a quarter of an hour between the clocks. */
const skewMillis = 15 * 60_000;

/**
 * Checks a presented signature against the caller's secret, at the real time and never a platform's own clock.
 * `body` is the buffered body; without one, a service other than S3 must have sent `x-amz-content-sha256`,
 * which `verifiedStream` holds the body to. Compares in constant time.
 */
export function verifySignature(
  head: RequestHead,
  from: Presented,
  secret: string,
  now: Date,
  body?: Uint8Array,
): Verdict {
  const late = outOfTime(from, now) ?? unsignedHeaders(head, from);
  if (late) return late;
  const s3 = isS3(from.service);
  const payload = s3 ? s3Payload(from) : bodyHash(from, body);
  if (payload === undefined)
    return denied(
      "IncompleteSignature",
      "Missing required header for this request: x-amz-content-sha256",
    );
  const canonical = canonicalRequest(head, from.signedHeaders, s3, payload);
  if (canonical === undefined) return denied("SignatureDoesNotMatch");
  const scope = `${from.date}/${from.region}/${from.service}/aws4_request`;
  const key = signingKey(secret, from.date, from.region, from.service);
  const text = `AWS4-HMAC-SHA256\n${from.amzDate}\n${scope}\n${hash("sha256", canonical)}`;
  if (!sameSignature(hmacOf(key, text), from.signature))
    return denied("SignatureDoesNotMatch");
  const { amzDate, signature } = from;
  const bodySigned = !s3 && body !== undefined;
  return {
    ok: true,
    payload,
    bodySigned,
    seed: { key, amzDate, scope, signature },
  };
}

/** Refuses credentials scoped to another service than the one that the request names. */
export function wrongService(
  from: Presented,
  signingName: string,
): Denial | undefined {
  if (from.service === signingName || (isS3(from.service) && isS3(signingName)))
    return undefined;
  return denied(
    "WrongScope",
    `Credential should be scoped to correct service: '${signingName}'. `,
  );
}

/** Compares two signatures in hexadecimal in constant time; the second may be any text. */
export function sameSignature(computed: string, presented: string): boolean {
  if (!/^[0-9a-f]{64}$/.test(presented)) return false;
  return timingSafeEqual(Buffer.from(computed), Buffer.from(presented));
}

function isS3(service: string): boolean {
  return (
    service === "s3" ||
    service === "s3express" ||
    service === "s3-object-lambda"
  );
}

/** S3 signs what the client says of its body; a presigned URL usually says nothing. */
function s3Payload({ payload, presigned }: Presented): string | undefined {
  return payload ?? (presigned ? unsigned : undefined);
}

/** The other services sign the body itself, whatever the header says. */
function bodyHash(
  { payload }: Presented,
  body: Uint8Array | undefined,
): string | undefined {
  if (body) return body.byteLength === 0 ? emptyHash : hash("sha256", body);
  return payload !== undefined && /^[0-9a-f]{64}$/.test(payload)
    ? payload
    : undefined;
}

function outOfTime(from: Presented, now: Date): Denial | undefined {
  const signedAt = millisOf(from.amzDate);
  if (Number.isNaN(signedAt)) return denied("IncompleteSignature");
  const age = now.getTime() - signedAt;
  if (age < -skewMillis)
    return denied(
      "SignatureNotYetCurrent",
      `Signature not yet current: ${from.amzDate} is still later than ${basic(now, skewMillis)} (${basic(now)} + 15 min.)`,
    );
  if (from.presigned && from.expires === undefined && isS3(from.service))
    return denied("IncompleteSignature");
  const lasts =
    from.presigned && from.expires !== undefined
      ? from.expires * 1000
      : skewMillis;
  if (age <= lasts) return undefined;
  const span = lasts === skewMillis ? "15 min." : `${lasts / 1000} s`;
  return denied(
    from.presigned ? "PresignExpired" : "SignatureExpired",
    `Signature expired: ${from.amzDate} is now earlier than ${basic(now, -lasts)} (${basic(now)} - ${span})`,
  );
}

/** `host` and every `x-amz-` header present must be signed, or someone on the way could change the request. */
function unsignedHeaders(
  head: RequestHead,
  { signedHeaders }: Presented,
): Denial | undefined {
  if (!signedHeaders.includes("host"))
    return denied(
      "HeadersNotSigned",
      "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    );
  for (const name in head.headers)
    if (name.startsWith("x-amz-") && !signedHeaders.includes(name))
      return denied("HeadersNotSigned");
  return undefined;
}

/** The moment of `20261122T101500Z`, whose form `presented` has checked; NaN for one that no calendar has. */
function millisOf(amzDate: string): number {
  const part = (from: number, to: number): number =>
    Number(amzDate.slice(from, to));
  const [month, day] = [part(4, 6), part(6, 8)];
  const [hour, minute, second] = [part(9, 11), part(11, 13), part(13, 15)];
  if (
    month < 1 ||
    month > 12 ||
    day < 1 ||
    day > 31 ||
    hour > 23 ||
    minute > 59 ||
    second > 59
  )
    return NaN;
  return Date.UTC(part(0, 4), month - 1, day, hour, minute, second);
}

function basic(date: Date, laterMillis = 0): string {
  return new Date(date.getTime() + laterMillis)
    .toISOString()
    .replace(/[-:]|\.\d+/g, "");
}
