import { IAMClient } from "@aws-sdk/client-iam";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { signedRequest, type Keys, type Unsigned } from "./sign-request.ts";

/** Where a platform is, and the keys to use it with. */
export interface Reached {
  readonly url: string;
  readonly keys: Keys;
}

/** SDK clients of a platform's root user, for what a benchmark sets up. */
export function clientsOf({ url, keys }: Reached) {
  const config = { endpoint: url, region: "us-east-1", credentials: keys };
  return { iam: new IAMClient(config), lambda: new LambdaClient(config) };
}

/** The signed bytes of a query call, as `Action=ListRoles&Version=…`. */
export function queryCall(
  { url, keys }: Reached,
  service: string,
  body: string,
): Buffer {
  const headers = {
    "content-type": "application/x-www-form-urlencoded; charset=utf-8",
  };
  return signedRequest({ url, service, headers, body }, keys);
}

/** The signed bytes of a JSON call, as `AmazonSQS.SendMessage`. */
export function jsonCall(
  { url, keys }: Reached,
  call: {
    readonly service: string;
    readonly target: string;
    readonly version: "1.0" | "1.1";
    readonly body: string;
  },
): Buffer {
  const headers = {
    "content-type": `application/x-amz-json-${call.version}`,
    "x-amz-target": call.target,
  };
  const { service, body } = call;
  return signedRequest({ url, service, headers, body }, keys);
}

/** The signed bytes of a REST call. */
export function restCall(
  { url, keys }: Reached,
  call: Omit<Unsigned, "url">,
): Buffer {
  return signedRequest({ url, ...call }, keys);
}

/** A request of the same size for the bare server. */
export function bareRequest(bodySize: number): Buffer {
  return Buffer.from(
    `POST / HTTP/1.1\r\nhost: bare\r\ncontent-length: ${bodySize}\r\n\r\n${"x".repeat(bodySize)}`,
  );
}

export const LAMBDA_TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { Service: "lambda.amazonaws.com" },
      Action: "sts:AssumeRole",
    },
  ],
});
