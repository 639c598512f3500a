import { equal } from "node:assert/strict";
import { test } from "node:test";
import { decode, serviceModel } from "./index.ts";
import type { RequestHead } from "./request.ts";
import { sdkClient } from "./testing/in-process.ts";

const s3 = serviceModel(sdkClient("s3"));
const lambda = serviceModel(sdkClient("lambda"));

/** `GET /path?query` as a head. */
function head(line: string, headers: Record<string, string> = {}): RequestHead {
  const [method = "", url = ""] = line.split(" ");
  const [path = "", query = ""] = url.split("?");
  return { method, path, query, headers };
}

const routed: Record<string, string> = {
  "GET /": "ListBuckets",
  "GET /b": "ListObjects",
  "GET /b/": "ListObjects",
  "GET /b?list-type=2&prefix=x": "ListObjectsV2",
  "GET /b?list-type=1": "ListObjects",
  "GET /b?location": "GetBucketLocation",
  "GET /b?versioning=": "GetBucketVersioning",
  "PUT /b": "CreateBucket",
  "PUT /b?policy": "PutBucketPolicy",
  "HEAD /b": "HeadBucket",
  "HEAD /b/k": "HeadObject",
  "GET /b/k": "GetObject",
  "GET /b/k?x-id=GetObject": "GetObject",
  "GET /b/folder/": "GetObject",
  "GET /b/a/b//c": "GetObject",
  "GET /b/k?tagging": "GetObjectTagging",
  "GET /b/k?uploadId=u": "ListParts",
  "PUT /b/k": "PutObject",
  "PUT /b/k?partNumber=1&uploadId=u": "UploadPart",
  "POST /b/k?uploads": "CreateMultipartUpload",
  "POST /b/k?uploadId=u": "CompleteMultipartUpload",
  "DELETE /b/k?uploadId=u": "AbortMultipartUpload",
  "DELETE /b/k": "DeleteObject",
  "POST /b?delete": "DeleteObjects",
  "GET /b?analytics&id=1": "GetBucketAnalyticsConfiguration",
  "GET /b?analytics": "ListBucketAnalyticsConfigurations",
  "GET /b/k?X-Amz-Signature=0&versionId=1": "GetObject",
};

void test("S3 operations are told apart by path, query and headers", () => {
  for (const [line, operation] of Object.entries(routed))
    equal(s3.route(head(line))?.name, operation, line);
  const copy = { "x-amz-copy-source": "/b/other" };
  equal(s3.route(head("PUT /b/k", copy))?.name, "CopyObject");
  equal(
    s3.route(head("PUT /b/k?partNumber=1&uploadId=u", copy))?.name,
    "UploadPartCopy",
  );
  equal(s3.route(head("PATCH /b/k")), undefined);
});

void test("the bucket may stand in the host", () => {
  const named = (host: string): [string | undefined, unknown] => {
    const request = head("GET /a%20key", { host });
    const op = s3.route(request)!;
    return [
      op.name,
      decode("restXml", op, request, new Uint8Array())["Bucket"],
    ];
  };
  for (const host of [
    "my.bucket.localhost:4566",
    "my.bucket.s3.localhost",
    "my.bucket.s3.us-east-1.amazonaws.com",
    "my.bucket.s3.amazonaws.com",
  ])
    equal(named(host).join(" "), "GetObject my.bucket", host);
  for (const host of [
    "localhost:4566",
    "s3.localhost",
    "s3.us-east-1.amazonaws.com",
    "127.0.0.1:4566",
  ])
    equal(named(host).join(" "), "ListObjects a key", host);
});

void test("Lambda's paths lead to their operations, with or without a last slash", () => {
  const op = (line: string): string | undefined =>
    lambda.route(head(line))?.name;
  equal(op("GET /2015-03-31/functions"), "ListFunctions");
  equal(op("GET /2015-03-31/functions/"), "ListFunctions");
  equal(op("POST /2015-03-31/functions/f/invocations"), "Invoke");
  equal(
    op("GET /2015-03-31/functions/arn%3Aaws%3Alambda%3A%3A%3Afunction%3Af"),
    "GetFunction",
  );
  equal(op("GET /2015-03-31/functions//configuration"), undefined);
  equal(op("PUT /2015-03-31/functions"), undefined);
  equal(op("GET /2018-10-31/layers/l/versions/1"), "GetLayerVersion");
  equal(
    op("GET /2018-10-31/layers?find=LayerVersion&Arn=a"),
    "GetLayerVersionByArn",
  );
  equal(op("GET /2018-10-31/layers"), "ListLayers");
});

void test("labels are decoded once, and a broken escape is refused", () => {
  const read = (path: string): unknown => {
    const request = head(`GET /2015-03-31/functions/${path}`);
    return decode(
      "restJson1",
      lambda.route(request)!,
      request,
      new Uint8Array(),
    )["FunctionName"];
  };
  equal(read("a%2Fb%252F"), "a/b%2F");
  equal(
    tried(() => read("%zz")),
    "InvalidURI",
  );
});

function tried(step: () => unknown): unknown {
  try {
    return step();
  } catch (error) {
    return (error as { code?: string }).code;
  }
}
