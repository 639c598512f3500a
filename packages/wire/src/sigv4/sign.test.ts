import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { presented } from "./presented.ts";
import { signatureHeaders } from "./sign.ts";
import { verifySignature } from "./verify.ts";

const request = {
  method: "POST",
  path: "/_gatehouse/explain",
  host: "127.0.0.1:4566",
  body: '{"last":true}',
};
const signer = {
  accessKeyId: "AKIAEXAMPLEEXAMPLE00",
  secretAccessKey: "secret",
  sessionToken: "token",
  region: "us-east-1",
  service: "gatehouse",
};
const now = new Date("2026-11-22T10:00:00Z");

function verdict(changed: Partial<typeof request>, secret = "secret") {
  const sent = { ...request, ...changed };
  const head = {
    method: sent.method,
    path: sent.path,
    query: "",
    headers: {
      ...signatureHeaders(request, signer, now),
      ...(changed.host === undefined ? {} : { host: changed.host }),
    },
  };
  const shown = presented(head);
  ok(shown?.ok);
  return verifySignature(head, shown, secret, now, Buffer.from(sent.body));
}

test("what is signed is what the server verifies", () => {
  ok(verdict({}).ok);
});

test("every part of the request is signed", () => {
  for (const changed of [
    { method: "GET" },
    { path: "/_gatehouse/audit-only" },
    { host: "127.0.0.1:4567" },
    { body: '{"last":false}' },
  ])
    equal(verdict(changed).ok, false, JSON.stringify(changed));
  equal(verdict({}, "another").ok, false);
});

test("a session's token is sent and signed; without one there is no header", () => {
  const headers = signatureHeaders(request, signer, now);
  equal(headers["x-amz-security-token"], "token");
  ok(headers["authorization"]?.includes("x-amz-security-token"));
  const { sessionToken: _, ...longTerm } = signer;
  deepEqual(Object.keys(signatureHeaders(request, longTerm, now)).sort(), [
    "authorization",
    "host",
    "x-amz-content-sha256",
    "x-amz-date",
  ]);
});
