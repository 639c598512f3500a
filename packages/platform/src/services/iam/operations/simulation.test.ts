import assert from "node:assert/strict";
import { test } from "node:test";
import {
  AddUserToGroupCommand,
  AttachRolePolicyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  GetContextKeysForCustomPolicyCommand,
  GetContextKeysForPrincipalPolicyCommand,
  ListGroupsCommand,
  ListRolesCommand,
  ListUsersCommand,
  paginateSimulateCustomPolicy,
  PutGroupPolicyCommand,
  PutUserPermissionsBoundaryCommand,
  SimulateCustomPolicyCommand,
  SimulatePrincipalPolicyCommand,
  type SimulateCustomPolicyCommandInput,
  type SimulatePrincipalPolicyCommandInput,
} from "@aws-sdk/client-iam";
import { startCloud, type Clients } from "../../../../testing/cloud.ts";
import {
  allowing,
  denying,
  giveUser,
  makeRole,
  makeUser,
  policyOf,
  trustingService,
} from "../../../../testing/principals.ts";

const BUCKET = "arn:aws:s3:::photos";
const KEY = `${BUCKET}/cat.jpg`;

const custom = async (
  who: Clients,
  input: Partial<SimulateCustomPolicyCommandInput>,
) => {
  const answer = await who.iam.send(
    new SimulateCustomPolicyCommand({
      PolicyInputList: [],
      ActionNames: ["s3:GetObject"],
      ...input,
    }),
  );
  return answer.EvaluationResults ?? [];
};

const principal = async (
  who: Clients,
  PolicySourceArn: string,
  input: Partial<SimulatePrincipalPolicyCommandInput> = {},
) => {
  const answer = await who.iam.send(
    new SimulatePrincipalPolicyCommand({
      PolicySourceArn,
      ActionNames: ["s3:GetObject"],
      ...input,
    }),
  );
  return answer.EvaluationResults ?? [];
};

void test("a simulation answers for every action on every resource, and points at the statement that decided", async () => {
  await using cloud = await startCloud();
  const results = await custom(cloud, {
    PolicyInputList: [
      policyOf(
        { Effect: "Allow", Action: "s3:*", Resource: "*" },
        { Effect: "Deny", Action: "s3:DeleteObject", Resource: "*" },
      ),
    ],
    ActionNames: ["s3:GetObject", "s3:DeleteObject", "lambda:InvokeFunction"],
    ResourceArns: [KEY],
  });
  assert.deepEqual(
    results.map(({ EvalDecision }) => EvalDecision),
    ["allowed", "explicitDeny", "implicitDeny"],
  );
  const [allowed, denied, none] = results;
  // `{"Version":"2012-10-17","Statement":[` is 37 characters long.
  assert.deepEqual(allowed?.MatchedStatements, [
    {
      SourcePolicyId: "PolicyInputList.1",
      SourcePolicyType: "IAM Policy",
      StartPosition: { Line: 1, Column: 38 },
      EndPosition: { Line: 1, Column: 87 },
    },
  ]);
  assert.deepEqual(denied?.MatchedStatements?.[0]?.StartPosition, {
    Line: 1,
    Column: 88,
  });
  assert.equal(denied?.MatchedStatements?.length, 1);
  assert.deepEqual(none?.MatchedStatements ?? [], []);
  assert.deepEqual(allowed?.ResourceSpecificResults?.[0], {
    EvalResourceName: KEY,
    EvalResourceDecision: "allowed",
    MatchedStatements: allowed.MatchedStatements,
    MissingContextValues: [],
    EvalDecisionDetails: {},
  });
});

void test("positions count lines and columns from 1, in documents written over several lines too", async () => {
  await using cloud = await startCloud();
  const pretty = JSON.stringify(JSON.parse(allowing("*")), null, 2);
  const [list] = await custom(cloud, { PolicyInputList: [pretty] });
  assert.deepEqual(list?.MatchedStatements?.[0], {
    SourcePolicyId: "PolicyInputList.1",
    SourcePolicyType: "IAM Policy",
    StartPosition: { Line: 3, Column: 17 },
    EndPosition: { Line: 8, Column: 6 },
  });
  const single = JSON.stringify(
    {
      Version: "2012-10-17",
      Statement: { Effect: "Allow", Action: "*", Resource: "*" },
    },
    null,
    2,
  );
  const [one] = await custom(cloud, { PolicyInputList: [single] });
  assert.deepEqual(one?.MatchedStatements?.[0]?.StartPosition, {
    Line: 3,
    Column: 16,
  });
});

void test("a condition without its key is told as missing, and decides once the key is given", async () => {
  await using cloud = await startCloud();
  const PolicyInputList = [
    policyOf({
      Effect: "Allow",
      Action: "s3:*",
      Resource: `${BUCKET}/\${aws:PrincipalTag/Home}/*`,
      Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
    }),
  ];
  const [blind] = await custom(cloud, { PolicyInputList });
  assert.equal(blind?.EvalDecision, "implicitDeny");
  assert.deepEqual(blind?.MissingContextValues, [
    "aws:PrincipalTag/Home",
    "aws:MultiFactorAuthPresent",
  ]);

  const ask = (mfa: string) =>
    custom(cloud, {
      PolicyInputList,
      ResourceArns: [`${BUCKET}/ada/cat.jpg`],
      ContextEntries: [
        {
          ContextKeyName: "aws:principaltag/home",
          ContextKeyValues: ["ada"],
          ContextKeyType: "string",
        },
        {
          ContextKeyName: "aws:MultiFactorAuthPresent",
          ContextKeyValues: [mfa],
          ContextKeyType: "boolean",
        },
      ],
    });
  assert.equal((await ask("true"))[0]?.EvalDecision, "allowed");
  const [denied] = await ask("false");
  assert.equal(denied?.EvalDecision, "implicitDeny");
  assert.deepEqual(
    denied?.ResourceSpecificResults?.[0]?.MissingContextValues ?? [],
    [],
  );
});

void test("a list of values stays a list, and one value is all that another key may have", async () => {
  await using cloud = await startCloud();
  const PolicyInputList = [
    policyOf({
      Effect: "Allow",
      Action: "*",
      Resource: "*",
      Condition: { "ForAllValues:StringEquals": { "aws:TagKeys": ["a", "b"] } },
    }),
  ];
  const ask = (type: "string" | "stringList", values: string[]) =>
    custom(cloud, {
      PolicyInputList,
      ContextEntries: [
        {
          ContextKeyName: "aws:TagKeys",
          ContextKeyValues: values,
          ContextKeyType: type,
        },
      ],
    });
  const [fits] = await ask("stringList", ["a", "b"]);
  assert.equal(fits?.EvalDecision, "allowed");
  const [other] = await ask("stringList", ["a", "c"]);
  assert.equal(other?.EvalDecision, "implicitDeny");
  await assert.rejects(ask("string", ["a", "b"]), {
    name: "InvalidInputException",
  });
});

void test("a boundary limits what a simulation allows, and grants nothing", async () => {
  await using cloud = await startCloud();
  const ask = (boundary: string) =>
    custom(cloud, {
      PolicyInputList: [allowing("s3:*")],
      PermissionsBoundaryPolicyInputList: [boundary],
    });
  const [within] = await ask(allowing("s3:Get*"));
  assert.equal(within?.EvalDecision, "allowed");
  assert.equal(
    within?.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary,
    true,
  );
  const [beyond] = await ask(allowing("lambda:*"));
  assert.equal(beyond?.EvalDecision, "implicitDeny");
  assert.equal(
    beyond?.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary,
    false,
  );
  const [denied] = await ask(denying("s3:*"));
  assert.equal(denied?.EvalDecision, "explicitDeny");
  assert.equal(
    denied?.MatchedStatements?.[0]?.SourcePolicyId,
    "PermissionsBoundaryPolicyInputList.1",
  );
});

void test("every level of the organization must allow", async () => {
  await using cloud = await startCloud();
  const ask = (...levels: string[]) =>
    custom(cloud, {
      PolicyInputList: [allowing("s3:*")],
      OrderedOrganizationPolicyInputList: levels.map((document) => ({
        ServiceControlPolicyInputList: [document],
      })),
    });
  const [allowed] = await ask(allowing("*"), allowing("s3:*"));
  assert.equal(allowed?.EvalDecision, "allowed");
  assert.equal(
    allowed?.OrganizationsDecisionDetail?.AllowedByOrganizations,
    true,
  );
  const [blocked] = await ask(allowing("*"), allowing("lambda:*"));
  assert.equal(blocked?.EvalDecision, "implicitDeny");
  assert.equal(
    blocked?.OrganizationsDecisionDetail?.AllowedByOrganizations,
    false,
  );
});

void test("across accounts the resource's policy must allow as well as the caller's", async () => {
  await using cloud = await startCloud();
  const CallerArn = "arn:aws:iam::111111111111:user/ada";
  const ask = (statement: object) =>
    custom(cloud, {
      PolicyInputList: [allowing("s3:*")],
      ResourceArns: [KEY],
      ResourceOwner: "222222222222",
      CallerArn,
      ResourcePolicy: policyOf({
        Action: "s3:GetObject",
        Resource: `${BUCKET}/*`,
        ...statement,
      }),
    });
  const [allowed] = await ask({
    Effect: "Allow",
    Principal: { AWS: CallerArn },
  });
  assert.equal(allowed?.EvalDecision, "allowed");
  assert.deepEqual(allowed?.EvalDecisionDetails, {
    "IAM Policy": "allowed",
    "Resource Policy": "allowed",
  });
  const [other] = await ask({
    Effect: "Allow",
    Principal: { AWS: "arn:aws:iam::111111111111:user/bob" },
  });
  assert.equal(other?.EvalDecision, "implicitDeny");
  assert.deepEqual(other?.EvalDecisionDetails, {
    "IAM Policy": "allowed",
    "Resource Policy": "implicitDeny",
  });
  const [denied] = await ask({ Effect: "Deny", Principal: "*" });
  assert.equal(denied?.EvalDecision, "explicitDeny");
  assert.equal(
    denied?.MatchedStatements?.[0]?.SourcePolicyType as string,
    "Resource Policy",
  );
});

void test("a user is simulated with its own policies, those of its groups, and its boundary", async () => {
  await using cloud = await startCloud();
  const ada = await makeUser(cloud, "ada", allowing("s3:GetObject"));
  await cloud.iam.send(new CreateGroupCommand({ GroupName: "devs" }));
  await cloud.iam.send(
    new AddUserToGroupCommand({ GroupName: "devs", UserName: "ada" }),
  );
  await cloud.iam.send(
    new PutGroupPolicyCommand({
      GroupName: "devs",
      PolicyName: "shared",
      PolicyDocument: allowing("s3:PutObject"),
    }),
  );
  const ask = () =>
    principal(cloud, ada.arn, {
      ActionNames: ["s3:GetObject", "s3:PutObject"],
    });
  const sources = (await ask()).map(
    ({ EvalDecision, MatchedStatements }) =>
      `${EvalDecision} ${MatchedStatements?.[0]?.SourcePolicyId}`,
  );
  assert.deepEqual(sources, [
    "allowed user_ada_own",
    "allowed group_devs_shared",
  ]);

  const { Policy } = await cloud.iam.send(
    new CreatePolicyCommand({
      PolicyName: "reads",
      PolicyDocument: allowing("s3:Get*"),
    }),
  );
  await cloud.iam.send(
    new PutUserPermissionsBoundaryCommand({
      UserName: "ada",
      PermissionsBoundary: Policy?.Arn,
    }),
  );
  const bounded = await ask();
  assert.deepEqual(
    bounded.map(({ EvalDecision }) => EvalDecision),
    ["allowed", "implicitDeny"],
  );
  const lifted = await principal(cloud, ada.arn, {
    ActionNames: ["s3:PutObject"],
    PolicyExclusionList: [{ PolicyType: "permission-boundary" }],
  });
  assert.equal(lifted[0]?.EvalDecision, "allowed");
});

void test("a role is simulated with one of AWS's policies, with policies added and with policies left out", async () => {
  await using cloud = await startCloud();
  const role = await makeRole(
    cloud,
    "worker",
    trustingService("lambda.amazonaws.com"),
    allowing("s3:GetObject"),
  );
  await cloud.iam.send(
    new AttachRolePolicyCommand({
      RoleName: "worker",
      PolicyArn: "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess",
    }),
  );
  const idsOf = async (input: Partial<SimulatePrincipalPolicyCommandInput>) => {
    const [result] = await principal(cloud, role, input);
    const ids = result?.MatchedStatements?.map((one) => one.SourcePolicyId);
    return [result?.EvalDecision, ...(ids ?? [])];
  };
  assert.deepEqual(await idsOf({}), [
    "allowed",
    "role_worker_own",
    "AmazonS3ReadOnlyAccess",
  ]);
  assert.deepEqual(await idsOf({ PolicyInputList: [denying("s3:*")] }), [
    "explicitDeny",
    "PolicyInputList.1",
  ]);
  assert.deepEqual(
    await idsOf({
      PolicyExclusionList: [
        { PolicyArn: "arn:aws:iam::aws:policy/AmazonS3*" },
        {
          InlinePolicyIdentifier: {
            PolicyName: "own",
            AttachmentType: "role",
            AttachmentName: "work*",
          },
        },
      ],
    }),
    ["implicitDeny"],
  );
});

void test("a simulated user is the user of its policies' variables", async () => {
  await using cloud = await startCloud();
  const ada = await makeUser(
    cloud,
    "ada",
    allowing("s3:*", `${BUCKET}/\${aws:username}/*`),
  );
  const ask = async (folder: string) => {
    const ResourceArns = [`${BUCKET}/${folder}/cat.jpg`];
    return (await principal(cloud, ada.arn, { ResourceArns }))[0]?.EvalDecision;
  };
  assert.equal(await ask("ada"), "allowed");
  assert.equal(await ask("bob"), "implicitDeny");
});

void test("simulations of others need permission", async () => {
  await using cloud = await startCloud();
  const ada = await makeUser(cloud, "ada");
  const DENIED = { name: "AccessDenied" };
  await assert.rejects(principal(ada, ada.arn), DENIED);
  await assert.rejects(custom(ada, {}), DENIED);
  await giveUser(
    cloud,
    "ada",
    allowing(["iam:SimulatePrincipalPolicy", "iam:GetContextKeys*"], ada.arn),
  );
  const [own] = await principal(ada, ada.arn, {
    ActionNames: ["iam:SimulatePrincipalPolicy"],
    ResourceArns: [ada.arn],
  });
  assert.equal(own?.EvalDecision, "allowed");
  const bob = await makeUser(cloud, "bob");
  await assert.rejects(principal(ada, bob.arn), DENIED);
});

void test("results come in pages, in the order of actions and resources", async () => {
  await using cloud = await startCloud();
  const pages = paginateSimulateCustomPolicy(
    { client: cloud.iam, pageSize: 2 },
    {
      PolicyInputList: [allowing("s3:*")],
      ActionNames: ["s3:GetObject", "lambda:InvokeFunction"],
      ResourceArns: [`${BUCKET}/1`, `${BUCKET}/2`, `${BUCKET}/3`],
    },
  );
  const seen: string[][] = [];
  for await (const { EvaluationResults = [] } of pages)
    seen.push(
      EvaluationResults.map(
        ({ EvalActionName, EvalResourceName, EvalDecision }) =>
          `${EvalActionName} ${EvalResourceName?.at(-1)} ${EvalDecision}`,
      ),
    );
  assert.deepEqual(seen, [
    ["s3:GetObject 1 allowed", "s3:GetObject 2 allowed"],
    ["s3:GetObject 3 allowed", "lambda:InvokeFunction 1 implicitDeny"],
    [
      "lambda:InvokeFunction 2 implicitDeny",
      "lambda:InvokeFunction 3 implicitDeny",
    ],
  ]);
});

void test("what cannot be simulated is refused", async () => {
  await using cloud = await startCloud();
  const INVALID = { name: "InvalidInputException" };
  const refused: Partial<SimulateCustomPolicyCommandInput>[] = [
    { PolicyInputList: ["{"] },
    { ActionNames: ["s3:*"] },
    { ActionNames: ["GetObject"] },
    { ResourceArns: ["photos"] },
    { ResourcePolicy: policyOf() },
    { CallerArn: "arn:aws:sts::111111111111:assumed-role/worker/me" },
    { Marker: "nonsense" },
    {
      ResourceHandlingOption: "EC2-VPC-EBS",
      ResourceArns: ["arn:aws:ec2:us-east-1:111111111111:instance/*"],
    },
    { ResourceHandlingOption: "Else" },
    {
      PermissionsBoundaryPolicyInputList: [allowing("*"), allowing("*")],
    },
  ];
  for (const input of refused)
    await assert.rejects(custom(cloud, input), INVALID, JSON.stringify(input));
  const root = `arn:aws:iam::${cloud.accountId}:root`;
  await assert.rejects(principal(cloud, root), {
    ...INVALID,
    message: `Invalid Entity Arn: ${root} does not clearly define entity type and name.`,
  });
  await assert.rejects(
    principal(cloud, `arn:aws:iam::${cloud.accountId}:user/nobody`),
    { name: "NoSuchEntityException" },
  );
});

void test("the context keys of policies are told as they are spelt, each once", async () => {
  await using cloud = await startCloud();
  const asking = (key: string) =>
    policyOf({
      Effect: "Allow",
      Action: "*",
      Resource: "arn:aws:s3:::b/${aws:username}",
      Condition: { Bool: { [key]: "true" } },
    });
  const { ContextKeyNames } = await cloud.iam.send(
    new GetContextKeysForCustomPolicyCommand({
      PolicyInputList: [
        asking("aws:SecureTransport"),
        asking("AWS:securetransport"),
      ],
    }),
  );
  assert.deepEqual(ContextKeyNames, ["aws:SecureTransport", "aws:username"]);

  const ada = await makeUser(cloud, "ada", asking("aws:ViaAWSService"));
  const own = await cloud.iam.send(
    new GetContextKeysForPrincipalPolicyCommand({
      PolicySourceArn: ada.arn,
      PolicyInputList: [asking("aws:SecureTransport")],
    }),
  );
  assert.deepEqual(own.ContextKeyNames, [
    "aws:ViaAWSService",
    "aws:username",
    "aws:SecureTransport",
  ]);
});

void test("what a simulation says is what the gate does", async () => {
  await using cloud = await startCloud();
  const ada = await makeUser(
    cloud,
    "ada",
    policyOf(
      { Effect: "Allow", Action: "iam:List*", Resource: "*" },
      { Effect: "Deny", Action: "iam:ListRoles", Resource: "*" },
    ),
  );
  const { Policy } = await cloud.iam.send(
    new CreatePolicyCommand({
      PolicyName: "limits",
      PolicyDocument: allowing(["iam:ListUsers", "iam:ListRoles"]),
    }),
  );
  await cloud.iam.send(
    new PutUserPermissionsBoundaryCommand({
      UserName: "ada",
      PermissionsBoundary: Policy?.Arn,
    }),
  );
  const passes = async (call: Promise<unknown>) =>
    call.then(
      () => true,
      ({ name }: Error) => name !== "AccessDenied",
    );
  const done = [
    await passes(ada.iam.send(new ListUsersCommand({}))),
    await passes(ada.iam.send(new ListRolesCommand({}))),
    await passes(ada.iam.send(new ListGroupsCommand({}))),
    await passes(ada.iam.send(new CreateGroupCommand({ GroupName: "g" }))),
  ];
  const said = await principal(cloud, ada.arn, {
    ActionNames: [
      "iam:ListUsers",
      "iam:ListRoles",
      "iam:ListGroups",
      "iam:CreateGroup",
    ],
  });
  assert.deepEqual(done, [true, false, false, false]);
  assert.deepEqual(
    said.map(({ EvalDecision }) => EvalDecision === "allowed"),
    done,
  );
});

void test("huge policies are simulated in shorter pages, and none of the answers is lost", async () => {
  await using cloud = await startCloud();
  const statement = { Effect: "Allow", Action: "s3:Get*", Resource: "*" };
  const ResourceArns = Array.from({ length: 12 }, (_, i) => `${BUCKET}/${i}`);
  const sizes: number[] = [];
  const seen: (string | undefined)[] = [];
  for await (const { EvaluationResults = [] } of paginateSimulateCustomPolicy(
    { client: cloud.iam },
    {
      PolicyInputList: [
        policyOf(...Array.from({ length: 1200 }, () => statement)),
      ],
      ActionNames: ["s3:GetObject"],
      ResourceArns,
    },
  )) {
    sizes.push(EvaluationResults.length);
    seen.push(...EvaluationResults.map((one) => one.EvalResourceName));
  }
  assert.ok(sizes.length > 1, `${sizes.join()}`);
  assert.deepEqual(seen, ResourceArns);
});
