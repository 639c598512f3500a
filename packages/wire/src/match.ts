import { percentDecoded } from "./percent.ts";
import type { ProtocolName, RequestHead } from "./request.ts";

/** What a request says about its service and operation before anything is parsed. */
export interface Claim {
  readonly protocol: ProtocolName | "rest";
  /** The last segment of the X-Amz-Target prefix: `CloudTrail_20131101`. */
  readonly target?: string;
  /** `Version` of a query request: `2010-05-08`. */
  readonly queryVersion?: string;
  /** The service in the SigV4 credential scope: `s3`. */
  readonly scope?: string;
  /** The service in an rpcv2Cbor path: `GraniteServiceVersion20100801`. */
  readonly serviceName?: string;
  /** Not set for REST, where method and path name the operation: see `ServiceModel.route`. */
  readonly operation?: string;
}

const ec2Version = "2016-11-15";

/**
 * Names protocol, service and operation from the smallest part of a request, in AWS's order of precedence:
 * `smithy-protocol`, `X-Amz-Target`, form `Action`+`Version` (in the body or, presigned, in the URL), then REST.
 * `form` is the raw body of an `application/x-www-form-urlencoded` request.
 */
export function claim(head: RequestHead, form?: Uint8Array): Claim {
  const scope = credentialScope(head);
  const found = rpcV2(head) ?? targeted(head) ?? query(head, form);
  if (!found)
    return scope === undefined
      ? { protocol: "rest" }
      : { protocol: "rest", scope };
  return scope === undefined ? found : { ...found, scope };
}

function rpcV2(head: RequestHead): Claim | undefined {
  if (head.headers["smithy-protocol"] !== "rpc-v2-cbor") return undefined;
  const named = /\/service\/([^/]+)\/operation\/([^/]+)\/?$/.exec(head.path);
  if (!named) return { protocol: "rpcv2Cbor" };
  // A namespace may stand before the service's name; only the last part counts.
  return {
    protocol: "rpcv2Cbor",
    serviceName: lastSegment(named[1]!),
    operation: named[2]!,
  };
}

function targeted(head: RequestHead): Claim | undefined {
  const target = head.headers["x-amz-target"];
  if (target === undefined) return undefined;
  const type = head.headers["content-type"] ?? "";
  const protocol = type.startsWith("application/x-amz-json-1.0")
    ? "awsJson1.0"
    : "awsJson1.1";
  const dot = target.lastIndexOf(".");
  if (dot < 0) return { protocol, operation: target };
  return {
    protocol,
    target: lastSegment(target.slice(0, dot)),
    operation: target.slice(dot + 1),
  };
}

function query(
  head: RequestHead,
  form: Uint8Array | undefined,
): Claim | undefined {
  const found =
    (form &&
      actionIn(
        Buffer.from(form.buffer, form.byteOffset, form.byteLength).toString(
          "latin1",
        ),
      )) ??
    (head.query.includes("Action=") ? actionIn(head.query) : undefined);
  if (!found) return undefined;
  const { operation, version } = found;
  const protocol = version === ec2Version ? "ec2Query" : "awsQuery";
  return version === undefined
    ? { protocol, operation }
    : { protocol, operation, queryVersion: version };
}

function actionIn(
  form: string,
): { operation: string; version: string | undefined } | undefined {
  const operation = fieldOf(form, "Action=");
  return operation === undefined
    ? undefined
    : { operation, version: fieldOf(form, "Version=") };
}

/** The first field of that name, found without parsing the rest. */
function fieldOf(form: string, field: string): string | undefined {
  let at = form.startsWith(field) ? 0 : form.indexOf(`&${field}`) + 1;
  if (at === 0 && !form.startsWith(field)) return undefined;
  at += field.length;
  const end = form.indexOf("&", at);
  return percentDecoded(end < 0 ? form.slice(at) : form.slice(at, end));
}

function credentialScope(head: RequestHead): string | undefined {
  const credential =
    /^AWS4-HMAC-SHA256[ ,].*?Credential=([^, ]+)/.exec(
      head.headers["authorization"] ?? "",
    )?.[1] ??
    (head.query.includes("X-Amz-Credential=")
      ? fieldOf(head.query, "X-Amz-Credential=")
      : undefined);
  return credential?.split("/").at(-2);
}

function lastSegment(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}
