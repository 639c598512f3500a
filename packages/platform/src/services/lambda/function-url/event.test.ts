import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ANONYMOUS } from "../../../core/caller.ts";
import type { HostedRequest } from "../../../core/hosted.ts";
import { eventOf } from "./event.ts";

const FACTS = {
  requestId: "r-1",
  urlId: "a".repeat(32),
  region: "us-east-1",
  caller: ANONYMOUS,
  sourceIp: "127.0.0.1",
  secure: true,
  traceId: undefined,
  now: Date.UTC(2026, 10, 22, 3, 4, 5, 678),
};

const request = (more: Partial<HostedRequest>): HostedRequest => ({
  method: "GET",
  path: "/",
  query: "",
  headers: {},
  httpVersion: "1.1",
  body: Buffer.alloc(0),
  target: {
    id: FACTS.urlId,
    accountId: "000000000000",
    region: "us-east-1",
    signed: false,
  },
  ...more,
});

const event = (more: Partial<HostedRequest>) =>
  eventOf(request(more), FACTS) as Record<string, unknown> & {
    requestContext: Record<string, unknown>;
    headers: Record<string, string>;
  };

void test("a bare request is a bare event", () => {
  const { requestContext, ...rest } = event({});
  deepEqual(rest, {
    version: "2.0",
    routeKey: "$default",
    rawPath: "/",
    rawQueryString: "",
    headers: {
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-port": "443",
      "x-forwarded-proto": "https",
    },
    isBase64Encoded: false,
  });
  equal(requestContext["time"], "22/Nov/2026:03:04:05 +0000");
  equal(
    requestContext["domainName"],
    `${FACTS.urlId}.lambda-url.us-east-1.on.aws`,
  );
});

void test("text is text where its type says so and its bytes are", () => {
  const sent = (type: string, body: Buffer, more = {}) => {
    const { isBase64Encoded, body: got } = event({
      headers: { "content-type": type, ...more },
      body,
    });
    return isBase64Encoded ? "base64" : got;
  };
  equal(sent("text/plain; charset=utf-8", Buffer.from("é")), "é");
  equal(sent("application/problem+json", Buffer.from("{}")), "{}");
  equal(sent("application/json", Buffer.from([0xff])), "base64");
  equal(
    sent("application/json", Buffer.from("{}"), { "content-encoding": "gzip" }),
    "base64",
  );
  equal(sent("image/png", Buffer.from("x")), "base64");
  equal(sent("application/jsonp", Buffer.from("x")), "base64");
});

void test("a client's word for where it comes from stands before what is known of it", () => {
  const { headers } = event({ headers: { "x-forwarded-for": "10.9.8.7" } });
  equal(headers["x-forwarded-for"], "10.9.8.7, 127.0.0.1");
});

void test("any request makes an event that its function can read, body and all", () => {
  fc.assert(
    fc.property(
      fc.record({
        path: fc.string(),
        query: fc.string(),
        body: fc.uint8Array().map((bytes) => Buffer.from(bytes)),
        headers: fc.dictionary(
          fc.oneof(
            fc.constantFrom("cookie", "content-type", "host", "__proto__"),
            fc.string(),
          ),
          fc.oneof(fc.constantFrom("text/plain", "a=b; c"), fc.string()),
        ),
      }),
      (more) => {
        const read = JSON.parse(JSON.stringify(event(more))) as {
          body?: string;
          isBase64Encoded: boolean;
          rawPath: string;
        };
        ok(typeof read.rawPath === "string");
        const encoding = read.isBase64Encoded ? "base64" : "utf8";
        deepEqual(Buffer.from(read.body ?? "", encoding), more.body);
      },
    ),
  );
});
