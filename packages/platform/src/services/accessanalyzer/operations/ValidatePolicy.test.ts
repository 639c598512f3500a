import { deepEqual, equal, rejects } from "node:assert/strict";
import { test } from "node:test";
import { ValidatePolicyCommand } from "@aws-sdk/client-accessanalyzer";
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { startCloud } from "../../../../testing/cloud.ts";

const BUCKET_NOTIFIES_ANYBODY = JSON.stringify({
  Version: "2012-10-17",
  Statement: {
    Effect: "Allow",
    Principal: { Service: "s3.amazonaws.com" },
    Action: ["lambda:InvokeFunction", "lambda:InvokeFunction"],
    Resource: "arn:aws:lambda:us-east-1:123456789012:function:resize",
  },
});

test("a policy that makes a service a confused deputy is found out, page by page", async () => {
  await using cloud = await startCloud();
  const ask = (nextToken?: string) =>
    cloud.accessanalyzer.send(
      new ValidatePolicyCommand({
        policyDocument: BUCKET_NOTIFIES_ANYBODY,
        policyType: "RESOURCE_POLICY",
        maxResults: 1,
        nextToken,
      }),
    );
  const first = await ask();
  const second = await ask(first.nextToken);
  deepEqual(
    [first, second].flatMap(({ findings = [] }) =>
      findings.map(({ issueCode, findingType }) => [findingType, issueCode]),
    ),
    [
      ["SECURITY_WARNING", "RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL"],
      ["SUGGESTION", "REDUNDANT_ACTION"],
    ],
  );
  equal(second.nextToken, undefined);
  await rejects(ask("made up"), { name: "ValidationException" });
});

test("validating a policy needs the permission to do it", async () => {
  await using cloud = await startCloud();
  const UserName = "reviewer";
  await cloud.iam.send(new CreateUserCommand({ UserName }));
  const { AccessKey } = await cloud.iam.send(
    new CreateAccessKeyCommand({ UserName }),
  );
  const reviewer = cloud.as({
    accessKeyId: AccessKey?.AccessKeyId ?? "",
    secretAccessKey: AccessKey?.SecretAccessKey ?? "",
  });
  const ask = () =>
    reviewer.accessanalyzer.send(
      new ValidatePolicyCommand({
        policyDocument: BUCKET_NOTIFIES_ANYBODY,
        policyType: "RESOURCE_POLICY",
      }),
    );
  await rejects(ask(), { name: "AccessDeniedException" });
  await cloud.iam.send(
    new PutUserPolicyCommand({
      UserName,
      PolicyName: "review",
      PolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: {
          Effect: "Allow",
          Action: "access-analyzer:ValidatePolicy",
          Resource: "*",
        },
      }),
    }),
  );
  equal((await ask()).findings?.length, 2);
});
