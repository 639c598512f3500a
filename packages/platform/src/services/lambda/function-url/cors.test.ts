import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { preflightAnswer, withCors } from "./cors.ts";

const origin = (
  AllowOrigins: string[],
  from: string,
  AllowCredentials = false,
) =>
  withCors({ AllowOrigins, AllowCredentials }, from, {})[
    "access-control-allow-origin"
  ];

void test("an origin is allowed by its name, by a pattern or by the star", () => {
  equal(
    origin(["https://a.example"], "https://a.example"),
    "https://a.example",
  );
  equal(origin(["https://a.example"], "https://a.example.evil"), undefined);
  equal(origin(["https://a.example"], "http://a.example"), undefined);
  equal(
    origin(["https://*.example"], "https://b.example"),
    "https://b.example",
  );
  equal(origin(["https://*.example"], "https://.example"), undefined);
  equal(origin(["https://*.example"], "https://example"), undefined);
  equal(origin(["https://*.*"], "https://a.b"), undefined);
  equal(origin(["*"], "https://a.example"), "*");
  equal(origin(["*"], "https://a.example", true), "https://a.example");
  equal(origin([], "https://a.example"), undefined);
});

void test("without CORS a function's own headers pass; with it they do not", () => {
  const own = { "access-control-allow-origin": "*", "x-a": "b" };
  deepEqual(withCors(undefined, "https://a.example", own), own);
  deepEqual(withCors({}, "https://a.example", own), {
    "x-a": "b",
    vary: "Origin",
  });
});

void test("only a browser's preflight is answered for the function", () => {
  const asked = {
    origin: "https://a.example",
    "access-control-request-method": "PUT",
  };
  const head = (method: string, headers: object) => ({
    method,
    headers: headers as Record<string, string>,
    path: "/",
    query: "",
    httpVersion: "1.1",
  });
  const cors = { AllowOrigins: ["*"], AllowMethods: ["PUT"] };
  equal(preflightAnswer(cors, head("GET", asked)), undefined);
  equal(preflightAnswer(cors, head("OPTIONS", {})), undefined);
  equal(
    preflightAnswer(cors, head("OPTIONS", { origin: "https://a.example" })),
    undefined,
  );
  equal(
    preflightAnswer(cors, head("OPTIONS", asked))?.headers[
      "access-control-allow-methods"
    ],
    "PUT",
  );
});
