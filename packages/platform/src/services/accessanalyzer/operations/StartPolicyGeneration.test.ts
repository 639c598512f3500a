import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  CancelPolicyGenerationCommand,
  GetGeneratedPolicyCommand,
  ListPolicyGenerationsCommand,
  StartPolicyGenerationCommand,
} from "@aws-sdk/client-accessanalyzer";
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  GetUserCommand,
  ListUsersCommand,
} from "@aws-sdk/client-iam";
import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { startCloud, type Cloud } from "../../../../testing/cloud.ts";

async function userWithAllRights(cloud: Cloud, UserName: string) {
  const { User } = await cloud.iam.send(new CreateUserCommand({ UserName }));
  await cloud.iam.send(
    new AttachUserPolicyCommand({
      UserName,
      PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess",
    }),
  );
  const { AccessKey } = await cloud.iam.send(
    new CreateAccessKeyCommand({ UserName }),
  );
  const clients = cloud.as({
    accessKeyId: AccessKey?.AccessKeyId ?? "",
    secretAccessKey: AccessKey?.SecretAccessKey ?? "",
  });
  return { ...clients, arn: User?.Arn ?? "" };
}

async function generated(
  cloud: Cloud,
  principalArn: string,
  includeResourcePlaceholders = false,
) {
  const { jobId } = await cloud.accessanalyzer.send(
    new StartPolicyGenerationCommand({
      policyGenerationDetails: { principalArn },
    }),
  );
  await cloud.settled();
  return cloud.accessanalyzer.send(
    new GetGeneratedPolicyCommand({ jobId, includeResourcePlaceholders }),
  );
}

test("the generated policy holds what was done, data events too, and nothing besides", async () => {
  await using cloud = await startCloud();
  const user = await userWithAllRights(cloud, "builder");
  const Bucket = "photos";
  await user.s3.send(new CreateBucketCommand({ Bucket }));
  await user.s3.send(
    new PutObjectCommand({ Bucket, Key: "one.txt", Body: "1" }),
  );
  await user.iam.send(new GetUserCommand({ UserName: "builder" }));

  const { jobDetails, generatedPolicyResult } = await generated(
    cloud,
    user.arn,
  );
  equal(jobDetails?.status, "SUCCEEDED");
  ok(generatedPolicyResult?.properties?.isComplete);
  const [policy, ...more] = generatedPolicyResult.generatedPolicies ?? [];
  equal(more.length, 0);
  deepEqual(JSON.parse(policy?.policy ?? ""), {
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: ["iam:GetUser"], Resource: [user.arn] },
      {
        Effect: "Allow",
        Action: ["s3:CreateBucket"],
        Resource: ["arn:aws:s3:::photos"],
      },
      {
        Effect: "Allow",
        Action: ["s3:PutObject"],
        Resource: ["arn:aws:s3:::photos/one.txt"],
      },
    ],
  });

  const forms = await generated(cloud, user.arn, true);
  ok(
    forms.generatedPolicyResult?.generatedPolicies?.[0]?.policy?.includes(
      "arn:aws:iam::${Account}:user/${UserNameWithPath}",
    ),
  );
  const { policyGenerations } = await cloud.accessanalyzer.send(
    new ListPolicyGenerationsCommand({ principalArn: user.arn }),
  );
  equal(policyGenerations?.length, 2);
  equal(policyGenerations[1]?.jobId, jobDetails.jobId);
});

test("what was refused is not in the policy, and who is not there has none", async () => {
  await using cloud = await startCloud();
  const UserName = "nobody";
  const { User } = await cloud.iam.send(new CreateUserCommand({ UserName }));
  const { AccessKey } = await cloud.iam.send(
    new CreateAccessKeyCommand({ UserName }),
  );
  const clients = cloud.as({
    accessKeyId: AccessKey?.AccessKeyId ?? "",
    secretAccessKey: AccessKey?.SecretAccessKey ?? "",
  });
  await rejects(clients.iam.send(new ListUsersCommand({})), {
    name: "AccessDenied",
  });
  const { generatedPolicyResult } = await generated(cloud, User?.Arn ?? "");
  deepEqual(generatedPolicyResult?.generatedPolicies, []);
  await rejects(generated(cloud, `${User?.Arn}-2`), {
    name: "ValidationException",
  });
});

test("a finished generation cannot be cancelled, and an unknown one is not found", async () => {
  await using cloud = await startCloud();
  const { arn } = await userWithAllRights(cloud, "builder");
  const { jobDetails } = await generated(cloud, arn);
  for (const jobId of [
    jobDetails?.jobId,
    "0199aaaa-0000-7000-8000-000000000000",
  ])
    await rejects(
      cloud.accessanalyzer.send(new CancelPolicyGenerationCommand({ jobId })),
      { name: "ValidationException" },
    );
});

test("a request that is repeated with its token begins no second generation", async () => {
  await using cloud = await startCloud();
  const { arn: principalArn } = await userWithAllRights(cloud, "builder");
  const start = () =>
    cloud.accessanalyzer.send(
      new StartPolicyGenerationCommand({
        policyGenerationDetails: { principalArn },
        clientToken: "once",
      }),
    );
  equal((await start()).jobId, (await start()).jobId);
});
