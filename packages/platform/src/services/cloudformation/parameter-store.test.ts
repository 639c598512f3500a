import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  CreateChangeSetCommand,
  CreateStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
  type CreateStackInput,
} from "@aws-sdk/client-cloudformation";
import {
  DeleteParameterCommand,
  GetParameterCommand,
  PutParameterCommand,
} from "@aws-sdk/client-ssm";
import { startCloud, type Cloud } from "../../../testing/cloud.ts";
import {
  allowing,
  makeRole,
  makeUser,
  policyOf,
  trustingService,
} from "../../../testing/principals.ts";
import { settledStack } from "./testing/stacks.ts";

let cloud: Cloud;
before(async () => {
  cloud = await startCloud();
});
after(() => cloud[Symbol.asyncDispose]());

const put = (
  Name: string,
  Value: string,
  Type: "String" | "StringList" = "String",
) =>
  cloud.ssm.send(
    new PutParameterCommand({ Name, Value, Type, Overwrite: true }),
  );

const valueOf = async (Name: string) =>
  (await cloud.ssm.send(new GetParameterCommand({ Name }))).Parameter?.Value;

/** A template whose one resource is a parameter of the store. */
const storing = (Value: unknown, Parameters: object = {}, Name = "/out") =>
  JSON.stringify({
    Parameters,
    Resources: {
      Out: {
        Type: "AWS::SSM::Parameter",
        Properties: { Name, Type: "String", Value },
      },
    },
  });

const create = (StackName: string, input: Partial<CreateStackInput>) =>
  cloud.cloudformation.send(new CreateStackCommand({ StackName, ...input }));

const LOOKING = {
  Stage: { Type: "AWS::SSM::Parameter::Value<String>", Default: "/in/stage" },
  Zones: {
    Type: "AWS::SSM::Parameter::Value<List<String>>",
    Default: "/in/zones",
  },
  Key: { Type: "AWS::SSM::Parameter::Name", Default: "/in/stage" },
};

test("parameters that name some of the store are looked up when a stack is created and updated", async () => {
  await put("/in/stage", "test");
  await put("/in/zones", "a,b", "StringList");
  const TemplateBody = storing(
    {
      "Fn::Join": [
        "-",
        [
          { Ref: "Key" },
          { Ref: "Stage" },
          { "Fn::Select": [1, { Ref: "Zones" }] },
        ],
      ],
    },
    LOOKING,
  );
  await create("looking", { TemplateBody });
  const made = await settledStack(cloud, "looking");
  equal(made.StackStatus, "CREATE_COMPLETE");
  equal(await valueOf("/out"), "/in/stage-test-b");
  deepEqual(made.Parameters, [
    {
      ParameterKey: "Stage",
      ParameterValue: "/in/stage",
      ResolvedValue: "test",
    },
    {
      ParameterKey: "Zones",
      ParameterValue: "/in/zones",
      ResolvedValue: "a,b",
    },
    { ParameterKey: "Key", ParameterValue: "/in/stage" },
  ]);

  const update = () =>
    cloud.cloudformation.send(
      new UpdateStackCommand({
        StackName: "looking",
        UsePreviousTemplate: true,
      }),
    );
  await rejects(update(), { message: "No updates are to be performed." });
  await put("/in/stage", "live");
  await update();
  await settledStack(cloud, "looking");
  equal(await valueOf("/out"), "/in/stage-live-b");
});

test("a change set shows what is looked up, and a parameter that is not there is told", async () => {
  await put("/in/stage", "shown");
  const { StackId = "", Id = "" } = await cloud.cloudformation.send(
    new CreateChangeSetCommand({
      StackName: "reviewed",
      ChangeSetName: "first",
      ChangeSetType: "CREATE",
      TemplateBody: storing(
        { Ref: "Stage" },
        { Stage: LOOKING.Stage },
        "/reviewed",
      ),
    }),
  );
  const { Parameters } = await cloud.cloudformation.send(
    new DescribeChangeSetCommand({ StackName: StackId, ChangeSetName: Id }),
  );
  equal(Parameters?.[0]?.ResolvedValue, "shown");
  const missing = (Type: string) =>
    create("missing", {
      TemplateBody: storing("x", { P: { Type, Default: "/not/there" } }),
    });
  for (const type of ["Value<String>", "Name"])
    await rejects(missing(`AWS::SSM::Parameter::${type}`), {
      message:
        "Unable to fetch parameters [/not/there] from parameter store for this account.",
    });
});

test("parameters are read with the caller's rights, or with those of the stack's role", async () => {
  await put("/in/stage", "test");
  const TemplateBody = storing(
    { Ref: "Stage" },
    { Stage: LOOKING.Stage },
    "/by",
  );
  const deployer = await makeUser(
    cloud,
    "deployer",
    allowing(["cloudformation:*", "iam:PassRole", "ssm:PutParameter"]),
  );
  const creating = (StackName: string, RoleARN?: string) =>
    deployer.cloudformation.send(
      new CreateStackCommand({ StackName, TemplateBody, RoleARN }),
    );
  await rejects(
    creating("denied"),
    /not authorized to perform: ssm:GetParameters/,
  );
  await rejects(
    cloud.cloudformation.send(
      new DescribeStacksCommand({ StackName: "denied" }),
    ),
    /does not exist/,
  );
  const role = await makeRole(
    cloud,
    "stacks",
    trustingService("cloudformation.amazonaws.com"),
    allowing("ssm:*"),
  );
  await creating("allowed", role);
  const made = await settledStack(cloud, "allowed");
  equal(made.StackStatus, "CREATE_COMPLETE");
  equal(await valueOf("/by"), "test");
});

test("dynamic references stand for what the store holds when a resource is worked on", async () => {
  await put("/dynamic", "one");
  await put("/dynamic", "two");
  const body = (version: string) =>
    storing(
      `is {{resolve:ssm:/dynamic${version}}}, was {{resolve:ssm:/dynamic:1}}`,
      {},
      "/said",
    );
  await create("dynamic", { TemplateBody: body("") });
  equal((await settledStack(cloud, "dynamic")).StackStatus, "CREATE_COMPLETE");
  equal(await valueOf("/said"), "is two, was one");

  const proposing = async (ChangeSetName: string) => {
    const { Id = "", StackId = "" } = await cloud.cloudformation.send(
      new CreateChangeSetCommand({
        StackName: "dynamic",
        ChangeSetName,
        TemplateBody: body(""),
      }),
    );
    return cloud.cloudformation.send(
      new DescribeChangeSetCommand({ StackName: StackId, ChangeSetName: Id }),
    );
  };
  equal((await proposing("nothing")).Status, "FAILED");
  await put("/dynamic", "three");
  equal((await proposing("something")).Changes?.length, 1);

  await cloud.cloudformation.send(
    new UpdateStackCommand({ StackName: "dynamic", TemplateBody: body(":9") }),
  );
  equal(
    (await settledStack(cloud, "dynamic")).StackStatus,
    "UPDATE_ROLLBACK_COMPLETE",
  );
  const { StackEvents } = await cloud.cloudformation.send(
    new DescribeStackEventsCommand({ StackName: "dynamic" }),
  );
  match(
    JSON.stringify(StackEvents),
    /Parameters: \[ssm:\/dynamic:9\] cannot be found/,
  );
});

test("a resource whose dynamic reference may not be read is not made", async () => {
  await put("/guarded", "x");
  const user = await makeUser(
    cloud,
    "guarded",
    policyOf(
      { Effect: "Allow", Action: ["cloudformation:*", "ssm:*"], Resource: "*" },
      {
        Effect: "Deny",
        Action: "ssm:GetParameters",
        Resource: `arn:aws:ssm:*:${cloud.accountId}:parameter/guarded`,
      },
    ),
  );
  await user.cloudformation.send(
    new CreateStackCommand({
      StackName: "guarded",
      TemplateBody: storing("{{resolve:ssm:/guarded}}", {}, "/leak"),
    }),
  );
  equal(
    (await settledStack(cloud, "guarded")).StackStatus,
    "ROLLBACK_COMPLETE",
  );
  await rejects(cloud.ssm.send(new DeleteParameterCommand({ Name: "/leak" })), {
    name: "ParameterNotFound",
  });
});

test("dynamic references to secrets are refused, as they are not built", async () => {
  for (const reference of [
    "ssm-secure:/x:1",
    "secretsmanager:x:SecretString:key",
  ])
    await rejects(
      create("secrets", { TemplateBody: storing(`{{resolve:${reference}}}`) }),
      /Dynamic references to (ssm-secure|secretsmanager) are not built/,
    );
  await rejects(
    create("secrets", { TemplateBody: storing("{{resolve:ssm:}}") }),
    /is not a valid dynamic reference/,
  );
});
