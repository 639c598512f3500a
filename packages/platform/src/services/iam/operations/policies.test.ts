import assert from "node:assert/strict";
import { test } from "node:test";
import {
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DetachRolePolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListEntitiesForPolicyCommand,
  ListPoliciesCommand,
  ListPolicyVersionsCommand,
  ListUserPoliciesCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  SetDefaultPolicyVersionCommand,
} from "@aws-sdk/client-iam";
import { startCloud, type Clients } from "../../../../testing/cloud.ts";
import {
  allowing,
  makeRole,
  makeUser,
  trustingService,
} from "../../../../testing/principals.ts";

const ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess";
const TRUST = trustingService("lambda.amazonaws.com");

async function makePolicy(cloud: Clients, PolicyName: string): Promise<string> {
  const { Policy } = await cloud.iam.send(
    new CreatePolicyCommand({ PolicyName, PolicyDocument: allowing("s3:*") }),
  );
  return Policy?.Arn ?? "";
}

void test("documents come back URL-encoded, as they were given", async () => {
  await using cloud = await startCloud();
  const document = allowing("s3:GetObject", "arn:aws:s3:::it's (mine)*!/ä");
  await cloud.iam.send(new CreateUserCommand({ UserName: "ada" }));
  await cloud.iam.send(
    new PutUserPolicyCommand({
      UserName: "ada",
      PolicyName: "own",
      PolicyDocument: document,
    }),
  );

  const { PolicyDocument } = await cloud.iam.send(
    new GetUserPolicyCommand({ UserName: "ada", PolicyName: "own" }),
  );
  assert.match(PolicyDocument ?? "", /^[A-Za-z0-9%._~-]+$/);
  assert.equal(decodeURIComponent(PolicyDocument ?? ""), document);
  await assert.rejects(
    cloud.iam.send(
      new GetUserPolicyCommand({ UserName: "ada", PolicyName: "constructor" }),
    ),
    {
      name: "NoSuchEntityException",
      message: "The user policy with name constructor cannot be found.",
    },
  );
});

void test("a policy that AWS would refuse is refused in AWS's words", async () => {
  await using cloud = await startCloud();
  await cloud.iam.send(new CreateUserCommand({ UserName: "ada" }));
  const put = (PolicyDocument: string) =>
    cloud.iam.send(
      new PutUserPolicyCommand({
        UserName: "ada",
        PolicyName: "own",
        PolicyDocument,
      }),
    );

  await put(allowing("s3:*"));
  await assert.rejects(put("{}"), {
    name: "MalformedPolicyDocumentException",
    message: "Syntax errors in policy.",
  });
  await assert.rejects(put(TRUST), {
    name: "MalformedPolicyDocumentException",
    message: "Policy document should not specify a principal.",
  });
  await assert.rejects(
    cloud.iam.send(
      new CreateRoleCommand({
        RoleName: "worker",
        AssumeRolePolicyDocument: allowing("s3:*"),
      }),
    ),
    { name: "MalformedPolicyDocumentException" },
  );
});

void test("an inline policy without a version is of the older one, which knows no variables; a managed one needs a version", async () => {
  await using cloud = await startCloud();
  const statement = (...resources: string[]) =>
    JSON.stringify({
      Statement: {
        Effect: "Allow",
        Action: "iam:GetUser",
        Resource: resources.map(
          (name) => `arn:aws:iam::${cloud.accountId}:user/${name}`,
        ),
      },
    });
  const ada = await makeUser(cloud, "ada", statement("ada"));
  const bob = await makeUser(cloud, "bob", statement("${aws:username}"));
  await ada.iam.send(new GetUserCommand({ UserName: "ada" }));
  await assert.rejects(ada.iam.send(new GetUserCommand({ UserName: "bob" })), {
    name: "AccessDenied",
  });
  await assert.rejects(bob.iam.send(new GetUserCommand({ UserName: "bob" })), {
    name: "AccessDenied",
  });
  await assert.rejects(
    cloud.iam.send(
      new CreatePolicyCommand({
        PolicyName: "p",
        PolicyDocument: statement("ada"),
      }),
    ),
    {
      name: "MalformedPolicyDocumentException",
      message: "Policy document must be version 2012-10-17 or greater.",
    },
  );
});

void test("inline policies share the room their holder has, white space not counted", async () => {
  await using cloud = await startCloud();
  await cloud.iam.send(new CreateUserCommand({ UserName: "ada" }));
  await makeRole(cloud, "worker", TRUST);
  const long = (length: number) => allowing(`s3:${"x".repeat(length)}`);
  const put = (PolicyName: string, PolicyDocument: string) =>
    cloud.iam.send(
      new PutUserPolicyCommand({ UserName: "ada", PolicyName, PolicyDocument }),
    );

  await put("one", long(1000));
  await put("one", `${" ".repeat(4000)}${long(1000)}`);
  await assert.rejects(put("two", long(1000)), {
    name: "LimitExceededException",
    message: "Maximum policy size of 2048 bytes exceeded for user ada",
  });
  await cloud.iam.send(
    new PutRolePolicyCommand({
      RoleName: "worker",
      PolicyName: "one",
      PolicyDocument: long(9000),
    }),
  );
  await assert.rejects(
    cloud.iam.send(
      new CreatePolicyCommand({
        PolicyName: "big",
        PolicyDocument: long(6200),
      }),
    ),
    {
      name: "LimitExceededException",
      message: "Cannot exceed quota for PolicySize: 6144",
    },
  );
  const { PolicyNames } = await cloud.iam.send(
    new ListUserPoliciesCommand({ UserName: "ada" }),
  );
  assert.deepEqual(PolicyNames, ["one"]);
});

void test("a managed policy has five versions at most, and its default one cannot go", async () => {
  await using cloud = await startCloud();
  const PolicyArn = await makePolicy(cloud, "files");
  const version = (SetAsDefault = false) =>
    cloud.iam.send(
      new CreatePolicyVersionCommand({
        PolicyArn,
        PolicyDocument: allowing("s3:Get*"),
        SetAsDefault,
      }),
    );
  for (let i = 0; i < 4; i++) await version();
  await assert.rejects(version(), {
    name: "LimitExceededException",
    message: /can have up to 5 versions/,
  });

  const drop = (VersionId: string) =>
    cloud.iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId }));
  await assert.rejects(drop("v1"), {
    name: "DeleteConflictException",
    message: "Cannot delete the default version of a policy.",
  });
  await cloud.iam.send(
    new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: "v5" }),
  );
  await drop("v1");
  const { PolicyVersion } = await version(true);
  assert.equal(PolicyVersion?.VersionId, "v6");
  assert.equal(PolicyVersion?.IsDefaultVersion, true);

  const { Versions } = await cloud.iam.send(
    new ListPolicyVersionsCommand({ PolicyArn }),
  );
  assert.deepEqual(
    Versions?.map(({ VersionId, IsDefaultVersion }) => [
      VersionId,
      IsDefaultVersion,
    ]),
    [
      ["v6", true],
      ["v5", false],
      ["v4", false],
      ["v3", false],
      ["v2", false],
    ],
  );
  await assert.rejects(
    cloud.iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: "v1" })),
    { name: "NoSuchEntityException" },
  );
});

void test("a policy goes only when nobody has it, nobody is bounded by it and one version is left", async () => {
  await using cloud = await startCloud();
  const PolicyArn = await makePolicy(cloud, "files");
  await makeRole(cloud, "worker", TRUST);
  const drop = () => cloud.iam.send(new DeletePolicyCommand({ PolicyArn }));
  const used = { RoleName: "worker", PolicyArn };
  await cloud.iam.send(new AttachRolePolicyCommand(used));
  await cloud.iam.send(
    new PutRolePermissionsBoundaryCommand({
      RoleName: "worker",
      PermissionsBoundary: PolicyArn,
    }),
  );
  await cloud.iam.send(
    new CreatePolicyVersionCommand({
      PolicyArn,
      PolicyDocument: allowing("s3:Get*"),
    }),
  );

  const { Policy } = await cloud.iam.send(new GetPolicyCommand({ PolicyArn }));
  assert.equal(Policy?.AttachmentCount, 1);
  assert.equal(Policy?.PermissionsBoundaryUsageCount, 1);
  const { PolicyRoles } = await cloud.iam.send(
    new ListEntitiesForPolicyCommand({ PolicyArn }),
  );
  assert.deepEqual(
    PolicyRoles?.map(({ RoleName }) => RoleName),
    ["worker"],
  );

  await assert.rejects(drop(), {
    message: "Cannot delete a policy attached to entities.",
  });
  await cloud.iam.send(new DetachRolePolicyCommand(used));
  await assert.rejects(drop(), {
    message: "Cannot delete a policy attached to entities.",
  });
  await cloud.iam.send(
    new PutRolePermissionsBoundaryCommand({
      RoleName: "worker",
      PermissionsBoundary: ADMIN,
    }),
  );
  await assert.rejects(drop(), {
    message: /^This policy has more than one version/,
  });
  await cloud.iam.send(
    new DeletePolicyVersionCommand({ PolicyArn, VersionId: "v2" }),
  );
  await drop();
  await assert.rejects(cloud.iam.send(new GetPolicyCommand({ PolicyArn })), {
    name: "NoSuchEntityException",
    message: `Policy ${PolicyArn} was not found.`,
  });
});

void test("ten policies may be attached, each once, and only such as exist", async () => {
  await using cloud = await startCloud();
  await makeRole(cloud, "worker", TRUST);
  const attach = (PolicyArn: string) =>
    cloud.iam.send(
      new AttachRolePolicyCommand({ RoleName: "worker", PolicyArn }),
    );
  const arns = await Promise.all(
    Array.from({ length: 11 }, (_, i) =>
      makePolicy(cloud, `p${String(i).padStart(2, "0")}`),
    ),
  );
  for (const arn of arns.slice(0, 10).toReversed()) await attach(arn);
  await attach(arns[0] ?? "");

  await assert.rejects(attach(arns[10] ?? ""), {
    name: "LimitExceededException",
    message: "Cannot exceed quota for PoliciesPerRole: 10",
  });
  const missing = `arn:aws:iam::${cloud.accountId}:policy/missing`;
  await assert.rejects(attach(missing), {
    name: "NoSuchEntityException",
    message: `Policy ${missing} does not exist or is not attachable.`,
  });
  await assert.rejects(attach("arn:aws:s3:::not-a-policy"), {
    name: "InvalidInputException",
  });
  const { AttachedPolicies } = await cloud.iam.send(
    new ListAttachedRolePoliciesCommand({ RoleName: "worker" }),
  );
  assert.deepEqual(
    AttachedPolicies?.map(({ PolicyArn }) => PolicyArn),
    arns.slice(0, 10),
  );
});

void test("AWS's own policies are listed, read and attached, and never changed", async () => {
  await using cloud = await startCloud();
  await makePolicy(cloud, "mine");
  await cloud.iam.send(new CreateUserCommand({ UserName: "ada" }));
  await cloud.iam.send(
    new AttachUserPolicyCommand({ UserName: "ada", PolicyArn: ADMIN }),
  );
  const names = async (more: object) =>
    (
      await cloud.iam.send(new ListPoliciesCommand({ MaxItems: 1000, ...more }))
    ).Policies?.map(({ PolicyName }) => PolicyName);

  assert.deepEqual(await names({ Scope: "Local" }), ["mine"]);
  assert.equal((await names({ Scope: "AWS" }))?.length, 1000);
  assert.deepEqual(await names({ OnlyAttached: true }), [
    "AdministratorAccess",
  ]);
  assert.deepEqual(
    await names({ Scope: "AWS", PathPrefix: "/job-function/" }).then((all) =>
      all?.includes("Billing"),
    ),
    true,
  );

  const { Policy } = await cloud.iam.send(
    new GetPolicyCommand({
      PolicyArn:
        "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
    }),
  );
  assert.equal(Policy?.Path, "/service-role/");
  const { PolicyVersion } = await cloud.iam.send(
    new GetPolicyVersionCommand({
      PolicyArn: Policy?.Arn,
      VersionId: Policy?.DefaultVersionId,
    }),
  );
  assert.ok(
    decodeURIComponent(PolicyVersion?.Document ?? "").includes(
      "logs:PutLogEvents",
    ),
  );

  for (const change of [
    new DeletePolicyCommand({ PolicyArn: ADMIN }),
    new CreatePolicyVersionCommand({
      PolicyArn: ADMIN,
      PolicyDocument: allowing("*"),
    }),
  ])
    await assert.rejects(cloud.iam.send(change as DeletePolicyCommand), {
      name: "AccessDenied",
    });
  await assert.rejects(
    cloud.iam.send(
      new AttachUserPolicyCommand({
        UserName: "ada",
        PolicyArn:
          "arn:aws:iam::aws:policy/aws-service-role/AWSConfigServiceRolePolicy",
      }),
    ),
    { name: "PolicyNotAttachableException" },
  );
});

void test("another account's policies are neither seen nor attached", async () => {
  await using cloud = await startCloud();
  const other = await cloud.account("222222222222");
  const PolicyArn = await makePolicy(other, "theirs");
  await makeRole(cloud, "worker", TRUST);

  await assert.rejects(cloud.iam.send(new GetPolicyCommand({ PolicyArn })), {
    name: "AccessDenied",
  });
  await assert.rejects(
    cloud.iam.send(
      new AttachRolePolicyCommand({ RoleName: "worker", PolicyArn }),
    ),
    { name: "NoSuchEntityException" },
  );
  await assert.rejects(
    cloud.iam.send(
      new GetRolePolicyCommand({ RoleName: "worker", PolicyName: "none" }),
    ),
    { message: "The role policy with name none cannot be found." },
  );
});
