import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { GetFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import {
  GetObjectCommand,
  PutBucketTaggingCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { Sha256 } from "@smithy/core/checksum";
import { SignatureV4 } from "@smithy/signature-v4";
import fc from "fast-check";
import {
  presented,
  spokenDenial,
  verifySignature,
  wrongService,
} from "../index.ts";
import type { RequestHead } from "../request.ts";
import type { SentRequest } from "../testing/in-process.ts";
import { recorder } from "../testing/recorder.ts";
import type { Denial } from "./denial.ts";
import type { Presented } from "./presented.ts";

const secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const credentials = {
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: secret,
  sessionToken: "token+/=",
};
const settings = { region: "eu-central-1", credentials, maxAttempts: 1 };

/** Requests as the SDK signs them, one of each kind. */
const iam = await sent(async (endpoint) => {
  await new IAMClient({ ...settings, endpoint }).send(
    new GetRoleCommand({ RoleName: "a b+c" }),
  );
});
const lambda = await sent(async (endpoint) => {
  const FunctionName =
    "arn:aws:lambda:eu-central-1:111122223333:function:orders";
  await new LambdaClient({ ...settings, endpoint }).send(
    new GetFunctionCommand({ FunctionName, Qualifier: "a~b c" }),
  );
});
const s3 = await sent(async (endpoint) => {
  const client = new S3Client({ ...settings, endpoint, forcePathStyle: true });
  await client.send(
    new GetObjectCommand({
      Bucket: "b",
      Key: "a//b/../c d+é(1).txt",
      VersionId: "v 1",
    }),
  );
});
const s3Xml = await sent(async (endpoint) => {
  const client = new S3Client({ ...settings, endpoint, forcePathStyle: true });
  const Tagging = { TagSet: [{ Key: "k", Value: "v" }] };
  await client.send(new PutBucketTaggingCommand({ Bucket: "b", Tagging }));
});
const kinds = { iam, lambda, s3, s3Xml };

async function sent(
  send: (endpoint: string) => Promise<unknown>,
): Promise<SentRequest> {
  await using server = await recorder();
  // The empty answer is no answer to some commands; the request is all that counts.
  await send(server.endpoint).catch(() => undefined);
  return server.last();
}

function judged(
  { head, body }: SentRequest,
  with_: { secret?: string; now?: Date } = {},
) {
  const from = presented(head);
  ok(from, "anonymous");
  if (!from.ok) return from;
  return verifySignature(
    head,
    from,
    with_.secret ?? secret,
    with_.now ?? new Date(),
    body,
  );
}

function reasonOf(verdict: ReturnType<typeof judged>): string {
  return verdict.ok ? "accepted" : verdict.reason;
}

function changed(
  request: SentRequest,
  head: Partial<RequestHead>,
): SentRequest {
  return { ...request, head: { ...request.head, ...head } };
}

function withHeader(
  request: SentRequest,
  name: string,
  value: string | undefined,
): SentRequest {
  return changed(request, {
    headers: { ...request.head.headers, [name]: value },
  });
}

for (const [kind, request] of Object.entries(kinds)) {
  void test(`the SDK's ${kind} request is accepted, and refused with anything changed`, () => {
    equal(reasonOf(judged(request)), "accepted");
    const { head } = request;
    const altered = {
      method: changed(request, { method: "DELETE" }),
      path: changed(request, { path: `${head.path}x` }),
      query: changed(request, { query: `${head.query}&extra=1` }),
      host: withHeader(request, "host", "elsewhere"),
      token: withHeader(request, "x-amz-security-token", "other"),
    };
    for (const [what, other] of Object.entries(altered))
      equal(reasonOf(judged(other)), "SignatureDoesNotMatch", what);
    equal(
      reasonOf(judged(request, { secret: "other" })),
      "SignatureDoesNotMatch",
    );
    const header = head.headers["authorization"]!;
    const digit = header.endsWith("0") ? "1" : "0";
    const forged = withHeader(
      request,
      "authorization",
      header.slice(0, -1) + digit,
    );
    equal(reasonOf(judged(forged)), "SignatureDoesNotMatch");
  });
}

void test("a changed body is refused by the services that sign it", () => {
  equal(
    reasonOf(judged({ ...iam, body: Buffer.from("Action=DeleteRole") })),
    "SignatureDoesNotMatch",
  );
});

void test("what is presented is read as written", () => {
  const from = presented(iam.head) as Presented;
  equal(from.accessKeyId, "AKIDEXAMPLE");
  equal(from.region, "eu-central-1");
  equal(from.service, "iam");
  equal(from.sessionToken, "token+/=");
  equal(from.presigned, false);
  equal(
    presented({ method: "GET", path: "/", query: "", headers: {} }),
    undefined,
  );
});

void test("an x-amz- header that is not signed is refused, so is an unsigned host", () => {
  equal(
    reasonOf(judged(withHeader(s3, "x-amz-acl", "public-read"))),
    "HeadersNotSigned",
  );
  const unsigned = s3.head.headers["authorization"]!.replace(
    ";host",
    "",
  ).replace("host;", "");
  equal(
    reasonOf(judged(withHeader(s3, "authorization", unsigned))),
    "HeadersNotSigned",
  );
});

void test("a signature holds for a quarter of an hour either way", () => {
  const minutes = (count: number): Date =>
    new Date(Date.now() + count * 60_000);
  equal(reasonOf(judged(iam, { now: minutes(14) })), "accepted");
  equal(reasonOf(judged(iam, { now: minutes(16) })), "SignatureExpired");
  equal(reasonOf(judged(iam, { now: minutes(-14) })), "accepted");
  equal(reasonOf(judged(iam, { now: minutes(-16) })), "SignatureNotYetCurrent");
});

void test("credentials scoped to another service are refused", () => {
  const from = presented(iam.head) as Presented;
  equal(wrongService(from, "iam"), undefined);
  equal(wrongService(from, "kms")?.reason, "WrongScope");
});

void test("a broken Authorization header is told what it lacks", () => {
  const told = (header: string): Denial =>
    presented(withHeader(iam, "authorization", header).head) as Denial;
  ok(
    told("AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request").message.includes(
      "'Signature'",
    ),
  );
  ok(
    told(
      "AWS4-HMAC-SHA256 Credential=a, SignedHeaders=host, Signature=0",
    ).message.includes("5 slash-delimited"),
  );
  equal(told("Bearer abc").reason, "IncompleteSignature");
});

void test("a presigned URL is accepted for its time and not after, nor changed", async () => {
  const signer = new SignatureV4({
    service: "s3",
    region: "eu-central-1",
    credentials,
    sha256: Sha256,
    uriEscapePath: false,
  });
  const url = await signer.presign(
    {
      method: "GET",
      protocol: "http:",
      hostname: "127.0.0.1",
      path: "/bucket/a%20key",
      headers: {
        host: "127.0.0.1:4566",
        "x-amz-content-sha256": "UNSIGNED-PAYLOAD",
      },
      query: { "response-content-type": "text/plain" },
    },
    { expiresIn: 60 },
  );
  const query = Object.entries(url.query ?? {})
    .map(
      ([name, value]) =>
        `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`,
    )
    .join("&");
  const request: SentRequest = {
    head: {
      method: "GET",
      path: url.path,
      query,
      headers: { host: "127.0.0.1:4566" },
    },
    body: new Uint8Array(),
  };
  const verdict = judged(request);
  equal(reasonOf(verdict), "accepted");
  equal(verdict.ok && verdict.payload, "UNSIGNED-PAYLOAD");
  equal(
    reasonOf(judged(request, { now: new Date(Date.now() + 61_000) })),
    "PresignExpired",
  );
  equal(
    reasonOf(judged(changed(request, { path: "/bucket/another" }))),
    "SignatureDoesNotMatch",
  );
  equal(
    reasonOf(
      judged(changed(request, { query: query.replace("text", "type") })),
    ),
    "SignatureDoesNotMatch",
  );
  equal(
    reasonOf(
      judged(
        changed(request, {
          query: query.replace("X-Amz-Expires=60", "X-Amz-Expires=604801"),
        }),
      ),
    ),
    "IncompleteSignature",
  );
  equal(
    reasonOf(
      judged(withHeader(request, "authorization", "AWS4-HMAC-SHA256 x")),
    ),
    "IncompleteSignature",
  );
});

void test("each protocol names a denial in its own way", () => {
  const denial = judged(iam, { secret: "other" }) as Denial;
  const said = (protocol: Parameters<typeof spokenDenial>[1]): unknown[] => {
    const { name, status } = spokenDenial(denial, protocol);
    return [name, status];
  };
  deepEqual(said("awsQuery"), ["SignatureDoesNotMatch", 403]);
  deepEqual(said("awsJson1.1"), ["InvalidSignatureException", 400]);
  deepEqual(said("restJson1"), ["InvalidSignatureException", 403]);
  deepEqual(said("restXml"), ["SignatureDoesNotMatch", 403]);
});

void test("no Authorization header, path or query makes the reader throw", () => {
  const text = fc.string({ unit: "binary", maxLength: 80 });
  const parts = fc.constantFrom(
    "AWS4-HMAC-SHA256 ",
    "Credential=",
    "a/20260101/r/s/aws4_request",
    ", ",
    "SignedHeaders=host",
    "Signature=",
    "X-Amz-Algorithm=AWS4-HMAC-SHA256&",
    "%",
    "%zz",
    "&",
    "/../",
  );
  const noise = fc
    .array(fc.oneof(text, parts), { maxLength: 8 })
    .map((pieces) => pieces.join(""));
  fc.assert(
    fc.property(noise, noise, noise, (authorization, path, query) => {
      const head = {
        method: "GET",
        path: `/${path}`,
        query,
        headers: { authorization, host: "h", "x-amz-date": "20260101T000000Z" },
      };
      const from = presented(head);
      if (!from?.ok) return;
      equal(
        verifySignature(
          head,
          from,
          secret,
          new Date("2026-01-01T00:00:00Z"),
          new Uint8Array(),
        ).ok,
        false,
      );
    }),
    { numRuns: 300 },
  );
});
