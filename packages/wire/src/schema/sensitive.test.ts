import { deepEqual, ok } from "node:assert/strict";
import { test } from "node:test";
import { redacted, serviceModel } from "../index.ts";
import { sdkClient } from "../testing/in-process.ts";

const hidden = "HIDDEN_DUE_TO_SECURITY_REASONS";

void test("secrets are hidden from records, whatever their depth, and nothing else is", () => {
  const iam = serviceModel(sdkClient("iam"));
  const created = iam.operation("CreateAccessKey")!;
  deepEqual(created.sensitiveOutput, ["AccessKey.SecretAccessKey"]);
  const AccessKey = {
    UserName: "u",
    AccessKeyId: "AKIA",
    SecretAccessKey: "s3cret",
    Status: "Active",
  };
  deepEqual(redacted(created, "output", { AccessKey, $metadata: {} }), {
    AccessKey: { ...AccessKey, SecretAccessKey: hidden },
  });
  const login = iam.operation("CreateLoginProfile")!;
  deepEqual(redacted(login, "input", { UserName: "u", Password: "p" }), {
    UserName: "u",
    Password: hidden,
  });
});

void test("Lambda's environment and code are hidden, streams are left out", () => {
  const lambda = serviceModel(sdkClient("lambda"));
  const create = lambda.operation("CreateFunction")!;
  ok(create.sensitiveInput.includes("Environment.Variables"));
  ok(create.sensitiveInput.includes("Code.ZipFile"));
  const input = {
    FunctionName: "f",
    Code: { ZipFile: Buffer.from("zip") },
    Environment: { Variables: { A: "b" } },
  };
  deepEqual(redacted(create, "input", input), {
    FunctionName: "f",
    Code: { ZipFile: hidden },
    Environment: { Variables: hidden },
  });
  const put = serviceModel(sdkClient("s3")).operation("PutObject")!;
  deepEqual(redacted(put, "input", { Bucket: "b", Body: Buffer.from("x") }), {
    Bucket: "b",
  });
});
