import assert from "node:assert/strict";
import { test } from "node:test";
import { spokenDenial } from "./denial.ts";
import { presented } from "./presented.ts";

test("signature version 2 is refused in words, by header and by URL", () => {
  const requests = [
    {
      path: "/b/k",
      query: "AWSAccessKeyId=AKIA&Signature=x&Expires=1",
      headers: {},
    },
    {
      path: "/b/k",
      query: "",
      headers: { authorization: "AWS AKIA:signature" },
    },
  ];
  for (const request of requests) {
    const found = presented({ method: "GET", ...request });
    assert.ok(found && !found.ok);
    const { name, message, status } = spokenDenial(found, "restXml");
    assert.equal(name, "InvalidRequest");
    assert.equal(status, 400);
    assert.match(message, /Please use AWS4-HMAC-SHA256/);
  }
});
