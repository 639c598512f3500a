import { equal, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  CheckAccessNotGrantedCommand,
  CheckNoNewAccessCommand,
  CheckNoPublicAccessCommand,
} from "@aws-sdk/client-accessanalyzer";
import { startCloud } from "../../../../testing/cloud.ts";

const policy = (...Statement: object[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement });
const ALL_OF_S3 = { Sid: "S3", Effect: "Allow", Action: "s3:*", Resource: "*" };

test("a policy passes where it grants none of the access, and fails by the statement that grants some", async () => {
  await using cloud = await startCloud();
  const check = (policyDocument: string) =>
    cloud.accessanalyzer.send(
      new CheckAccessNotGrantedCommand({
        policyDocument,
        policyType: "IDENTITY_POLICY",
        access: [{ actions: ["s3:DeleteBucket"] }],
      }),
    );
  const { result, reasons } = await check(policy(ALL_OF_S3));
  equal(result, "FAIL");
  equal(reasons?.[0]?.statementId, "S3");
  const deny = { Effect: "Deny", Action: "s3:Delete*", Resource: "*" };
  equal((await check(policy(ALL_OF_S3, deny))).result, "PASS");
  await rejects(check("{"), { name: "InvalidParameterException" });
});

test("a public policy fails; one that names its account passes", async () => {
  await using cloud = await startCloud();
  const check = async (Condition?: object) =>
    (
      await cloud.accessanalyzer.send(
        new CheckNoPublicAccessCommand({
          policyDocument: policy({
            Effect: "Allow",
            Principal: "*",
            Action: "s3:GetObject",
            Resource: "arn:aws:s3:::photos/*",
            Condition,
          }),
          resourceType: "AWS::S3::Bucket",
        }),
      )
    ).result;
  equal(await check(), "FAIL");
  equal(
    await check({ StringEquals: { "aws:PrincipalAccount": "123456789012" } }),
    "PASS",
  );
});

test("what cannot be decided soundly is not answered", async () => {
  await using cloud = await startCloud();
  await rejects(
    cloud.accessanalyzer.send(
      new CheckNoNewAccessCommand({
        newPolicyDocument: policy(ALL_OF_S3),
        existingPolicyDocument: policy(ALL_OF_S3),
        policyType: "IDENTITY_POLICY",
      }),
    ),
    { name: "NotImplemented" },
  );
});
