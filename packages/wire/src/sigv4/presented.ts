import { queryPairs, type QueryPair } from "../percent.ts";
import type { RequestHead } from "../request.ts";
import { denied, type Denial } from "./denial.ts";

/** The SigV4 credentials that a request presents, not yet believed. */
export interface Presented {
  readonly ok: true;
  readonly accessKeyId: string;
  /** The day of the credential scope: `20261122`. */
  readonly date: string;
  readonly region: string;
  /** The service of the credential scope: `s3`. */
  readonly service: string;
  readonly signedHeaders: readonly string[];
  /** 64 hexadecimal digits. */
  readonly signature: string;
  /** `20261122T101500Z`. */
  readonly amzDate: string;
  /** Seconds for which a presigned URL holds. */
  readonly expires: number | undefined;
  readonly sessionToken: string | undefined;
  /** `x-amz-content-sha256`: hexadecimal, `UNSIGNED-PAYLOAD` or `STREAMING-…`; undefined when not sent. */
  readonly payload: string | undefined;
  readonly presigned: boolean;
}

const algorithm = "AWS4-HMAC-SHA256";
/** A week: the longest that a presigned URL may hold. */
const longest = 604_800;

/** Reads the credentials in the Authorization header or the query of a presigned URL; undefined when there are none. */
export function presented(head: RequestHead): Presented | Denial | undefined {
  const header = head.headers["authorization"];
  const inQuery = /(?:^|&)X-Amz-(?:Algorithm|Signature|Credential)=/.test(
    head.query,
  );
  if (header !== undefined && inQuery)
    return denied(
      "IncompleteSignature",
      "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified",
    );
  if (header !== undefined) return fromHeader(head, header);
  if (/(?:^|&)AWSAccessKeyId=/.test(head.query)) return denied("OldMechanism");
  return inQuery ? fromQuery(head) : undefined;
}

function fromHeader(head: RequestHead, header: string): Presented | Denial {
  if (header.startsWith("AWS ")) return denied("OldMechanism");
  if (!header.startsWith(`${algorithm} `))
    return denied(
      "IncompleteSignature",
      `Unsupported authorization mechanism. Please use ${algorithm}.`,
    );
  const fields = new Map(
    header
      .slice(algorithm.length + 1)
      .split(",")
      .map((part) => {
        const at = part.indexOf("=");
        return [part.slice(0, at).trim(), part.slice(at + 1).trim()] as const;
      }),
  );
  const missing = ["Credential", "Signature", "SignedHeaders"].filter(
    (name) => !fields.get(name),
  );
  const amzDate = head.headers["x-amz-date"] ?? basicDate(head.headers["date"]);
  if (missing.length > 0 || amzDate === undefined) {
    const lacks = missing.map(
      (name) => `Authorization header requires '${name}' parameter. `,
    );
    if (amzDate === undefined)
      lacks.push(
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ",
      );
    return denied(
      "IncompleteSignature",
      `${lacks.join("")}Authorization=${algorithm}`,
    );
  }
  return checked({
    credential: fields.get("Credential")!,
    signedHeaders: fields.get("SignedHeaders")!,
    signature: fields.get("Signature")!,
    amzDate,
    sessionToken: head.headers["x-amz-security-token"],
    payload: head.headers["x-amz-content-sha256"],
  });
}

function fromQuery(head: RequestHead): Presented | Denial {
  const pairs = queryPairs(head.query) ?? [];
  const names = [
    "Algorithm",
    "Credential",
    "SignedHeaders",
    "Signature",
    "Date",
  ];
  const [method, credential, signedHeaders, signature, amzDate] = names.map(
    (name) => single(pairs, `X-Amz-${name}`),
  );
  if (
    !credential ||
    !signedHeaders ||
    !signature ||
    !amzDate ||
    method !== algorithm
  )
    return denied(
      "IncompleteSignature",
      "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.",
    );
  const expires = single(pairs, "X-Amz-Expires");
  if (expires !== undefined && !/^\d{1,9}$/.test(expires))
    return denied("IncompleteSignature", "X-Amz-Expires should be a number");
  if (Number(expires) > longest)
    return denied(
      "IncompleteSignature",
      `X-Amz-Expires must be less than a week (in seconds) that is ${longest}`,
    );
  return checked({
    credential,
    signedHeaders,
    signature,
    amzDate,
    expires: expires === undefined ? undefined : Number(expires),
    sessionToken:
      single(pairs, "X-Amz-Security-Token") ??
      head.headers["x-amz-security-token"],
    payload:
      single(pairs, "X-Amz-Content-Sha256") ??
      head.headers["x-amz-content-sha256"],
    presigned: true,
  });
}

/** The parameter's one value; a repeated one counts as missing, as it could be read two ways. */
function single(pairs: readonly QueryPair[], name: string): string | undefined {
  const found = pairs.filter((pair) => pair.name === name);
  return found.length === 1 ? found[0]!.value : undefined;
}

interface Fields {
  readonly credential: string;
  readonly signedHeaders: string;
  readonly signature: string;
  readonly amzDate: string;
  readonly expires?: number | undefined;
  readonly sessionToken: string | undefined;
  readonly payload: string | undefined;
  readonly presigned?: boolean;
}

function checked({
  credential,
  signedHeaders,
  presigned = false,
  expires,
  ...rest
}: Fields): Presented | Denial {
  const [accessKeyId, date, region, service, term, ...more] =
    credential.split("/");
  if (
    !accessKeyId ||
    !date ||
    !region ||
    !service ||
    term !== "aws4_request" ||
    more.length > 0
  )
    return denied(
      "IncompleteSignature",
      `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${credential.slice(0, 256)}'`,
    );
  if (!/^\d{8}T\d{6}Z$/.test(rest.amzDate))
    return denied(
      "IncompleteSignature",
      `Date must be in ISO-8601 'basic format'. Got '${rest.amzDate.slice(0, 64)}'. See http://en.wikipedia.org/wiki/ISO_8601`,
    );
  if (date !== rest.amzDate.slice(0, 8))
    return denied(
      "WrongScope",
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${date.slice(0, 64)}' != '${rest.amzDate.slice(0, 8)}', from '${rest.amzDate}'.`,
    );
  return {
    ok: true,
    accessKeyId,
    date,
    region,
    service,
    signedHeaders: signedHeaders.split(";"),
    expires,
    presigned,
    ...rest,
  };
}

/** An HTTP `Date` header in ISO-8601 basic format. */
function basicDate(date: string | undefined): string | undefined {
  if (date === undefined) return undefined;
  const millis = Date.parse(date);
  if (Number.isNaN(millis)) return date;
  return new Date(millis).toISOString().replace(/[-:]|\.\d+/g, "");
}
