import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  CloudFormationClient,
  CreateStackInstancesCommand,
  CreateStackSetCommand,
  DeleteStackInstancesCommand,
  DeleteStackSetCommand,
  DescribeStackInstanceCommand,
  DescribeStackSetCommand,
  DescribeStackSetOperationCommand,
  DescribeStacksCommand,
  GetTemplateSummaryCommand,
  ListStackInstancesCommand,
  ListStackSetOperationResultsCommand,
  ListStackSetOperationsCommand,
  ListStackSetsCommand,
  StopStackSetOperationCommand,
  UpdateStackInstancesCommand,
  UpdateStackSetCommand,
  type CreateStackInstancesCommandInput,
  type CreateStackSetCommandInput,
} from "@aws-sdk/client-cloudformation";
import { PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { PutParameterCommand } from "@aws-sdk/client-ssm";
import {
  startCloud,
  type Clients,
  type Cloud,
} from "../../../../testing/cloud.ts";
import {
  allowing,
  makeRole,
  makeUser,
  trusting,
  trustingService,
} from "../../../../testing/principals.ts";
import { ADMINISTRATION_ROLE, EXECUTION_ROLE } from "./rights.ts";

const TEMPLATE = `
Parameters: { Title: { Type: String, Default: everywhere } }
Resources: { Topic: { Type: AWS::SNS::Topic, Properties: { DisplayName: !Ref Title } } }
Outputs: { Title: { Value: !Ref Title } }
`;
const BLUE = "111122223333";
const RED = "444455556666";
const GREY = "777788889999";
const HERE = "us-east-1";
const THERE = "eu-west-1";

let cloud: Cloud;
let blue: Clients;
let red: Clients;

before(async () => {
  cloud = await startCloud();
  const administration = await makeRole(
    cloud,
    ADMINISTRATION_ROLE,
    trustingService("cloudformation.amazonaws.com"),
    allowing("sts:AssumeRole", `arn:aws:iam::*:role/${EXECUTION_ROLE}`),
  );
  blue = await cloud.account(BLUE);
  red = await cloud.account(RED);
  await cloud.account(GREY);
  for (const account of [blue, red])
    await makeRole(
      account,
      EXECUTION_ROLE,
      trusting(administration),
      allowing(["cloudformation:*", "sns:*"]),
    );
});
after(() => cloud[Symbol.asyncDispose]());

const send: Clients["cloudformation"]["send"] = (command: never) =>
  cloud.cloudformation.send(command);

async function makeSet(
  StackSetName: string,
  more: Partial<CreateStackSetCommandInput> = {},
): Promise<string> {
  const { StackSetId = "" } = await cloud.cloudformation.send(
    new CreateStackSetCommand({
      StackSetName,
      TemplateBody: TEMPLATE,
      ...more,
    }),
  );
  return StackSetId;
}

/** Makes instances, and tells how each went. */
async function spread(
  StackSetName: string,
  more: Partial<CreateStackInstancesCommandInput>,
) {
  const { OperationId = "" } = await cloud.cloudformation.send(
    new CreateStackInstancesCommand({
      StackSetName,
      Regions: [HERE],
      ...more,
    }),
  );
  return ended(StackSetName, OperationId);
}

async function ended(StackSetName: string, OperationId = "") {
  await cloud.settled();
  const { StackSetOperation } = await cloud.cloudformation.send(
    new DescribeStackSetOperationCommand({ StackSetName, OperationId }),
  );
  const { Summaries = [] } = await cloud.cloudformation.send(
    new ListStackSetOperationResultsCommand({ StackSetName, OperationId }),
  );
  return {
    status: StackSetOperation?.Status,
    results: Summaries.map(
      ({ Account, Region, Status }) => `${Account} ${Region} ${Status}`,
    ),
    reasons: Summaries.flatMap(({ StatusReason }) => StatusReason ?? []),
  };
}

/** The titles of an account's stacks in a Region. */
async function titles(by: Clients, region = HERE): Promise<unknown[]> {
  const { credentials } = by.cloudformation.config;
  const client = new CloudFormationClient({
    endpoint: cloud.url,
    region,
    credentials,
  });
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({}));
  client.destroy();
  return Stacks.map(({ Outputs }) => Outputs?.[0]?.OutputValue);
}

test("a parameter of the Parameter Store is looked up by each stack, where it is and by who may", async () => {
  const administration = `arn:aws:iam::${cloud.accountId}:role/${ADMINISTRATION_ROLE}`;
  await cloud.iam.send(
    new PutRolePolicyCommand({
      RoleName: ADMINISTRATION_ROLE,
      PolicyName: "reader",
      PolicyDocument: allowing("sts:AssumeRole", "arn:aws:iam::*:role/reader"),
    }),
  );
  const store = (by: Clients, Value: string, Name = "/titles/this") =>
    by.ssm.send(
      new PutParameterCommand({ Name, Value, Type: "String", Overwrite: true }),
    );
  for (const [account, title] of [
    [blue, "blue"],
    [red, "red"],
  ] as const) {
    await makeRole(
      account,
      "reader",
      trusting(administration),
      allowing(["cloudformation:*", "sns:*", "ssm:GetParameters"]),
    );
    await store(account, title);
  }
  await store(cloud, "ours");
  await store(blue, "other", "/titles/other");
  const TemplateBody = `
Parameters:
  Title: { Type: "AWS::SSM::Parameter::Value<String>", AllowedPattern: "/titles/[a-z]+" }
Resources: { Topic: { Type: AWS::SNS::Topic, Properties: { DisplayName: !Ref Title } } }
Outputs: { Title: { Value: !Ref Title } }
`;
  const titled = (ParameterValue: string) => ({
    TemplateBody,
    Parameters: [{ ParameterKey: "Title", ParameterValue }],
  });
  await rejects(makeSet("looks", titled("elsewhere")), {
    name: "ValidationError",
    message: /AllowedPattern|must match pattern/,
  });
  await rejects(makeSet("looks", { TemplateBody }), {
    message: "Parameters: [Title] must have values",
  });
  const Accounts = [BLUE, RED];
  await makeSet("looks", {
    ...titled("/titles/this"),
    ExecutionRoleName: "reader",
  });
  equal((await spread("looks", { Accounts })).status, "SUCCEEDED");
  deepEqual([await titles(blue), await titles(red)], [["blue"], ["red"]]);
  const { StackSet } = await cloud.cloudformation.send(
    new DescribeStackSetCommand({ StackSetName: "looks" }),
  );
  deepEqual(StackSet?.Parameters, [
    { ParameterKey: "Title", ParameterValue: "/titles/this" },
  ]);

  await store(blue, "azure");
  const updated = await cloud.cloudformation.send(
    new UpdateStackSetCommand({
      StackSetName: "looks",
      UsePreviousTemplate: true,
      Parameters: [{ ParameterKey: "Title", UsePreviousValue: true }],
      ExecutionRoleName: "reader",
    }),
  );
  equal((await ended("looks", updated.OperationId)).status, "SUCCEEDED");
  deepEqual([await titles(blue), await titles(red)], [["azure"], ["red"]]);

  const overridden = await cloud.cloudformation.send(
    new UpdateStackInstancesCommand({
      StackSetName: "looks",
      Accounts,
      Regions: [HERE],
      ParameterOverrides: [
        { ParameterKey: "Title", ParameterValue: "/titles/other" },
      ],
      OperationPreferences: { FailureToleranceCount: 1 },
    }),
  );
  const { results, reasons } = await ended("looks", overridden.OperationId);
  deepEqual(results.toSorted(), [
    `${BLUE} ${HERE} SUCCEEDED`,
    `${RED} ${HERE} FAILED`,
  ]);
  match(
    reasons.join(),
    /Unable to fetch parameters \[\/titles\/other\] from parameter store for this account\./,
  );
  deepEqual([await titles(blue), await titles(red)], [["other"], ["red"]]);

  // The usual execution role may not read parameters.
  await makeSet("blind", titled("/titles/this"));
  const blind = await spread("blind", { Accounts: [BLUE] });
  equal(blind.status, "FAILED");
  match(blind.reasons.join(), /ssm:GetParameters/);
  for (const StackSetName of ["looks", "blind"]) {
    const { OperationId } = await cloud.cloudformation.send(
      new DeleteStackInstancesCommand({
        StackSetName,
        Accounts: StackSetName === "looks" ? Accounts : [BLUE],
        Regions: [HERE],
        RetainStacks: false,
      }),
    );
    equal((await ended(StackSetName, OperationId)).status, "SUCCEEDED");
  }
  deepEqual([await titles(blue), await titles(red)], [[], []]);
});

test("a set's stacks are made in every account and Region, changed with it, and go when told", async () => {
  const id = await makeSet("spread");
  const made = await spread("spread", {
    Accounts: [BLUE, RED],
    Regions: [HERE, THERE],
    ParameterOverrides: [{ ParameterKey: "Title", ParameterValue: "own" }],
    OperationPreferences: {
      RegionOrder: [THERE],
      MaxConcurrentPercentage: 100,
    },
  });
  equal(made.status, "SUCCEEDED");
  deepEqual(made.results.toSorted(), [
    `${BLUE} ${THERE} SUCCEEDED`,
    `${BLUE} ${HERE} SUCCEEDED`,
    `${RED} ${THERE} SUCCEEDED`,
    `${RED} ${HERE} SUCCEEDED`,
  ]);
  deepEqual(await titles(blue), ["own"]);
  deepEqual(await titles(red, THERE), ["own"]);
  await rejects(send(new DeleteStackSetCommand({ StackSetName: "spread" })), {
    name: "StackSetNotEmptyException",
  });

  const one = await cloud.cloudformation.send(
    new UpdateStackInstancesCommand({
      StackSetName: "spread",
      Accounts: [RED],
      Regions: [HERE],
      ParameterOverrides: [],
    }),
  );
  equal((await ended("spread", one.OperationId)).status, "SUCCEEDED");
  const all = await cloud.cloudformation.send(
    new UpdateStackSetCommand({
      StackSetName: "spread",
      UsePreviousTemplate: true,
      Parameters: [{ ParameterKey: "Title", ParameterValue: "changed" }],
    }),
  );
  equal((await ended("spread", all.OperationId)).status, "SUCCEEDED");
  deepEqual(await titles(red), ["changed"]);
  deepEqual(await titles(blue), ["own"]);
  const { StackSet } = await cloud.cloudformation.send(
    new DescribeStackSetCommand({ StackSetName: "spread" }),
  );
  equal(StackSet?.StackSetId, id);
  const { ResourceTypes } = await cloud.cloudformation.send(
    new GetTemplateSummaryCommand({ StackSetName: "spread" }),
  );
  deepEqual(ResourceTypes, ["AWS::SNS::Topic"]);
  deepEqual(StackSet?.Parameters, [
    { ParameterKey: "Title", ParameterValue: "changed" },
  ]);
  const { StackInstance } = await cloud.cloudformation.send(
    new DescribeStackInstanceCommand({
      StackSetName: "spread",
      StackInstanceAccount: BLUE,
      StackInstanceRegion: HERE,
    }),
  );
  equal(StackInstance?.Status, "CURRENT");
  match(StackInstance?.StackId ?? "", /:stack\/StackSet-spread-/);

  for (const [Accounts, RetainStacks] of [
    [[RED], true],
    [[BLUE], false],
  ] as const) {
    const { OperationId } = await cloud.cloudformation.send(
      new DeleteStackInstancesCommand({
        StackSetName: "spread",
        Accounts: [...Accounts],
        Regions: [HERE, THERE],
        RetainStacks,
      }),
    );
    equal((await ended("spread", OperationId)).status, "SUCCEEDED");
  }
  deepEqual(await titles(blue), []);
  deepEqual(await titles(red), ["changed"]);
  const { Summaries } = await cloud.cloudformation.send(
    new ListStackInstancesCommand({ StackSetName: "spread" }),
  );
  deepEqual(Summaries, []);
  const { Summaries: done = [] } = await cloud.cloudformation.send(
    new ListStackSetOperationsCommand({ StackSetName: "spread" }),
  );
  deepEqual(done.map(({ Action = "" }) => String(Action)).toSorted(), [
    "CREATE",
    "DELETE",
    "DELETE",
    "UPDATE",
    "UPDATE",
  ]);
  await send(new DeleteStackSetCommand({ StackSetName: "spread" }));
  await rejects(send(new DescribeStackSetCommand({ StackSetName: "spread" })), {
    name: "StackSetNotFoundException",
  });
  const { Summaries: sets = [] } = await cloud.cloudformation.send(
    new ListStackSetsCommand({ Status: "DELETED" }),
  );
  deepEqual(
    sets.map(({ StackSetName }) => StackSetName),
    ["spread"],
  );
});

test("an account that does not trust the administration role gets nothing, and the set goes no further than it bears", async () => {
  await makeSet("partly");
  const strict = await spread("partly", {
    Accounts: [GREY, BLUE],
    Regions: [HERE, THERE],
    OperationPreferences: { RegionOrder: [HERE, THERE] },
  });
  equal(strict.status, "FAILED");
  match(
    strict.reasons.join(),
    /Account 777788889999 should have 'AWSCloudFormationStackSetExecutionRole' role with trust relationship to Role 'AWSCloudFormationStackSetAdministrationRole'/,
  );
  deepEqual(strict.results.filter((text) => text.includes(THERE)).toSorted(), [
    `${BLUE} ${THERE} CANCELLED`,
    `${GREY} ${THERE} CANCELLED`,
  ]);
  const tolerant = await spread("partly", {
    Accounts: [GREY, BLUE],
    OperationPreferences: { FailureToleranceCount: 1, MaxConcurrentCount: 2 },
  });
  equal(tolerant.status, "SUCCEEDED");
  deepEqual(tolerant.results.toSorted(), [
    `${BLUE} ${HERE} SUCCEEDED`,
    `${GREY} ${HERE} FAILED`,
  ]);
});

test("an execution role's rights are all that a set has in an account", async () => {
  const white = await cloud.account("222233334444");
  await makeRole(
    white,
    EXECUTION_ROLE,
    trusting(`arn:aws:iam::${cloud.accountId}:role/${ADMINISTRATION_ROLE}`),
    allowing("cloudformation:*"),
  );
  await makeSet("weak");
  const { status, reasons } = await spread("weak", {
    Accounts: ["222233334444"],
  });
  equal(status, "FAILED");
  match(
    reasons[0] ?? "",
    /^ResourceLogicalId:Topic, ResourceType:AWS::SNS::Topic, ResourceStatusReason:.*not authorized to perform: sns:/,
  );
});

test("what a set cannot be is refused", async () => {
  await makeSet("first");
  await rejects(makeSet("first"), { name: "NameAlreadyExistsException" });
  await rejects(
    makeSet("roles", {
      TemplateBody:
        "Resources: { R: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: {} } } }",
    }),
    { name: "InsufficientCapabilitiesException" },
  );
  await rejects(makeSet("theirs", { PermissionModel: "SERVICE_MANAGED" }), {
    name: "ValidationError",
    message: /master account or delegated admin/,
  });
  await rejects(makeSet("delegated", { CallAs: "DELEGATED_ADMIN" }), {
    message: /not a delegated administrator/,
  });
  await rejects(
    spread("first", {
      DeploymentTargets: { OrganizationalUnitIds: ["ou-ab12-11111111"] },
    }),
    { message: /can only have accounts as target/ },
  );
  await rejects(
    spread("first", {
      Accounts: [BLUE],
      ParameterOverrides: [{ ParameterKey: "Nope", ParameterValue: "x" }],
    }),
    { message: /Parameters: \[Nope\] do not exist/ },
  );
  await rejects(
    spread("first", {
      Accounts: [BLUE],
      OperationPreferences: { MaxConcurrentCount: 5 },
    }),
    { message: /one more than FailureToleranceCount/ },
  );
  const elsewhere = await makeRole(
    blue,
    "open",
    trustingService("cloudformation.amazonaws.com"),
    allowing("*"),
  );
  await rejects(makeSet("borrowed", { AdministrationRoleARN: elsewhere }), {
    name: /AccessDenied/,
  });
  const stranger = await makeUser(
    cloud,
    "stranger",
    allowing("cloudformation:CreateStackSet"),
  );
  await rejects(
    stranger.cloudformation.send(
      new CreateStackSetCommand({
        StackSetName: "second",
        TemplateBody: TEMPLATE,
      }),
    ),
    { name: "AccessDenied", message: /iam:PassRole/ },
  );
  await rejects(
    stranger.cloudformation.send(
      new CreateStackInstancesCommand({
        StackSetName: "first",
        Accounts: [BLUE],
        Regions: [HERE],
      }),
    ),
    { name: "AccessDenied", message: /cloudformation:CreateStackInstances/ },
  );
});

test("an operation on a set goes on alone, is known by its id, and stops when told", async () => {
  const TemplateBody = `
Resources:
  Handle: { Type: AWS::CloudFormation::WaitConditionHandle }
  Wait: { Type: AWS::CloudFormation::WaitCondition, Properties: { Handle: !Ref Handle, Timeout: "60" } }
`;
  await makeSet("slow", { TemplateBody });
  const begin = (OperationId: string) =>
    cloud.cloudformation.send(
      new CreateStackInstancesCommand({
        StackSetName: "slow",
        Accounts: [BLUE, RED],
        Regions: [HERE],
        OperationId,
      }),
    );
  await begin("one");
  await rejects(begin("two"), { name: "OperationInProgressException" });
  await rejects(begin("one"), { name: "OperationIdAlreadyExistsException" });
  await send(
    new StopStackSetOperationCommand({
      StackSetName: "slow",
      OperationId: "one",
    }),
  );
  while ((await titles(blue)).length + (await titles(red)).length < 3);
  cloud.advance(120);
  const { status, results } = await ended("slow", "one");
  equal(status, "STOPPED");
  deepEqual(results.map((text) => text.replace(/.* /, "")).toSorted(), [
    "CANCELLED",
    "FAILED",
  ]);
  await rejects(
    send(
      new StopStackSetOperationCommand({
        StackSetName: "slow",
        OperationId: "one",
      }),
    ),
    { name: "InvalidOperationException" },
  );
});
