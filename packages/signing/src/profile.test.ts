import assert from "node:assert/strict";
import { test } from "node:test";
import { profileAllowed } from "./profile.ts";

const profile = "arn:aws:signer:us-east-1:111122223333:/signing-profiles/Team";
const version = `${profile}/9vMI9ZAGLc`;

test("a profile version is allowed by its own ARN and by its profile's", () => {
  assert.equal(profileAllowed(version, [version]), true);
  assert.equal(profileAllowed(version, ["arn:other", profile]), true);
});

test("another version, a longer or shorter name, or another account is not", () => {
  for (const arn of [
    `${profile}/0000000000`,
    `${profile}s`,
    profile.slice(0, -1),
    version.replace("111122223333", "444455556666"),
    version.toUpperCase(),
    "",
  ])
    assert.equal(profileAllowed(version, [arn]), false, arn);
  assert.equal(profileAllowed(version, []), false);
});
