import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { claim } from "./match.ts";
import type { RequestHead } from "./request.ts";

const authorization =
  "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261122/us-east-1/monitoring/aws4_request, SignedHeaders=host, Signature=0";

function head(given: Partial<RequestHead>): RequestHead {
  return { method: "POST", path: "/", query: "", headers: {}, ...given };
}

void test("the smithy-protocol header comes before everything else", () => {
  const request = head({
    path: "/service/GraniteServiceVersion20100801/operation/ListMetrics",
    headers: {
      "smithy-protocol": "rpc-v2-cbor",
      "x-amz-target": "Other.Thing",
      authorization,
    },
  });
  deepEqual(claim(request), {
    protocol: "rpcv2Cbor",
    serviceName: "GraniteServiceVersion20100801",
    operation: "ListMetrics",
    scope: "monitoring",
  });
});

void test("X-Amz-Target names service and operation, the content type the version", () => {
  const target =
    "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents";
  const claimed = claim(
    head({
      headers: {
        "x-amz-target": target,
        "content-type": "application/x-amz-json-1.1",
      },
    }),
  );
  deepEqual(claimed, {
    protocol: "awsJson1.1",
    target: "CloudTrail_20131101",
    operation: "LookupEvents",
  });
  const zero = head({
    headers: {
      "x-amz-target": "A.B",
      "content-type": "application/x-amz-json-1.0",
    },
  });
  equal(claim(zero).protocol, "awsJson1.0");
});

void test("a form names action and version wherever they stand, in the body or the URL", () => {
  const form = Buffer.from(
    "RoleName=Action%3DX&Version=2010-05-08&Action=GetRole",
  );
  const expected = {
    protocol: "awsQuery",
    operation: "GetRole",
    queryVersion: "2010-05-08",
  };
  deepEqual(claim(head({}), form), expected);
  deepEqual(claim(head({ method: "GET", query: form.toString() })), expected);
  equal(
    claim(head({}), Buffer.from("Action=RunInstances&Version=2016-11-15"))
      .protocol,
    "ec2Query",
  );
});

void test("anything else is REST, by the scope of its signature or presigned URL", () => {
  deepEqual(claim(head({ headers: { authorization } })), {
    protocol: "rest",
    scope: "monitoring",
  });
  const query =
    "X-Amz-Credential=AKID%2F20261122%2Fus-east-1%2Fs3%2Faws4_request";
  deepEqual(claim(head({ query })), { protocol: "rest", scope: "s3" });
  deepEqual(claim(head({})), { protocol: "rest" });
});
