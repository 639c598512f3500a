import assert from "node:assert/strict";
import { test } from "node:test";
import * as iam from "@aws-sdk/client-iam";
import * as lambda from "@aws-sdk/client-lambda";
import * as s3 from "@aws-sdk/client-s3";
import * as sts from "@aws-sdk/client-sts";
import { serviceModel } from "@gatehouse/wire";
import { recorded } from "./redact.ts";

const model = (sdk: object, name: string) => {
  const found = serviceModel({ ...sdk }).operation(name);
  assert.ok(found);
  return found;
};
const HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS";

void test("a function's environment is hidden and its code left out; tags keep the case of their keys", () => {
  assert.deepEqual(
    recorded(model(lambda, "CreateFunction").input, {
      FunctionName: "f",
      Code: { ZipFile: new Uint8Array([80, 75]) },
      Environment: { Variables: { TOKEN: "secret" } },
      Tags: { Team: "Red" },
      Timeout: 3,
    }),
    {
      functionName: "f",
      code: {},
      environment: { variables: HIDDEN },
      tags: { Team: "Red" },
      timeout: 3,
    },
  );
});

void test("passwords, secret keys and session tokens are hidden; ids and times are not", () => {
  assert.deepEqual(
    recorded(model(iam, "CreateLoginProfile").input, {
      UserName: "ada",
      Password: "hunter2",
    }),
    { userName: "ada", password: HIDDEN },
  );
  assert.deepEqual(
    recorded(model(sts, "AssumeRole").output, {
      Credentials: {
        AccessKeyId: "ASIA",
        SecretAccessKey: "secret",
        SessionToken: "token",
        Expiration: new Date("2026-01-01T00:00:00Z"),
      },
    }),
    {
      credentials: {
        accessKeyId: "ASIA",
        secretAccessKey: HIDDEN,
        sessionToken: HIDDEN,
        expiration: "2026-01-01T00:00:00Z",
      },
    },
  );
});

void test("a bucket is called as CloudTrail calls it, and named members are hidden at any depth", () => {
  assert.deepEqual(
    recorded(
      model(s3, "PutBucketPolicy").input,
      { Bucket: "b", Policy: "{}" },
      { hide: ["Policy"], rename: { Bucket: "bucketName" } },
    ),
    { bucketName: "b", policy: HIDDEN },
  );
});

void test("nothing is recorded as null, and too much is cut with a note", () => {
  const { input } = model(iam, "TagUser");
  assert.equal(recorded(input, {}), null);
  assert.equal(recorded(input, undefined), null);
  const long = Array.from({ length: 2000 }, (_, i) => ({
    Key: `k${i}`,
    Value: "v".repeat(100),
  }));
  const record = recorded(input, { UserName: "ada", Tags: long });
  assert.equal(record?.["omitted"], true);
  assert.ok(JSON.stringify(record).length < 150_000);
});
