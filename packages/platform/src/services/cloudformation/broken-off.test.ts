import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  CancelUpdateStackCommand,
  ContinueUpdateRollbackCommand,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
  type CloudFormationClient,
} from "@aws-sdk/client-cloudformation";
import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { ListTopicsCommand } from "@aws-sdk/client-sns";
import { startCloud, type Cloud } from "../../../testing/cloud.ts";
import { allowing, makeUser } from "../../../testing/principals.ts";
import { slowProvider, type SlowProvider } from "./testing/slow-provider.ts";
import {
  eventReasons,
  eventsOf,
  makeStack,
  resourceIn,
  settledStack,
} from "./testing/stacks.ts";

const Topic = { Type: "AWS::SNS::Topic" };
/** Nobody signals it. */
const Wait = {
  Type: "AWS::CloudFormation::WaitCondition",
  DependsOn: "Topic",
  CreationPolicy: { ResourceSignal: { Count: 1, Timeout: "PT12H" } },
};
const Later = { ...Topic, DependsOn: "Wait" };
const WAITS = { Topic, Wait, Later };

let cloud: Cloud;
before(async () => {
  cloud = await startCloud();
});
after(() => cloud[Symbol.asyncDispose]());

const create = async (StackName: string, Resources: object, more = {}) => {
  const { StackId = "" } = await cloud.cloudformation.send(
    new CreateStackCommand({
      StackName,
      TemplateBody: JSON.stringify({ Resources }),
      ...more,
    }),
  );
  return StackId;
};

const update = (StackName: string, Resources: object) =>
  cloud.cloudformation.send(
    new UpdateStackCommand({
      StackName,
      TemplateBody: JSON.stringify({ Resources }),
    }),
  );

const remove = (StackName: string, by: CloudFormationClient) =>
  by.send(new DeleteStackCommand({ StackName }));

const cancel = (
  StackName: string,
  by: CloudFormationClient = cloud.cloudformation,
) => by.send(new CancelUpdateStackCommand({ StackName }));

const statusOf = async (StackName: string) =>
  (await settledStack(cloud, StackName)).StackStatus;

const topicsOf = async (StackName: string) => {
  const { Topics = [] } = await cloud.sns.send(new ListTopicsCommand({}));
  return Topics.filter(({ TopicArn = "" }) =>
    TopicArn.includes(`:${StackName}-`),
  ).length;
};

/** `logicalId status` of what a stack has. */
const resources = async (StackName: string) =>
  (
    await cloud.cloudformation.send(
      new DescribeStackResourcesCommand({ StackName }),
    )
  ).StackResources?.map(
    (one) => `${one.LogicalResourceId} ${one.ResourceStatus}`,
  ).toSorted();

test("a stack that is being made is deleted by who may, and leaves nothing", async () => {
  const id = await create("young", WAITS);
  await resourceIn(cloud, "young", "Wait", "CREATE_IN_PROGRESS");
  const stranger = await makeUser(
    cloud,
    "passer-by",
    allowing("cloudformation:DescribeStacks"),
  );
  await rejects(remove("young", stranger.cloudformation), {
    name: "AccessDenied",
  });
  equal(await topicsOf("young"), 1);
  await remove("young", cloud.cloudformation);
  await remove("young", cloud.cloudformation);
  equal(await statusOf(id), "DELETE_COMPLETE");
  equal(await topicsOf("young"), 0);
  deepEqual(await eventsOf(cloud, id), [
    "young CREATE_IN_PROGRESS",
    "Topic CREATE_IN_PROGRESS",
    "Topic CREATE_IN_PROGRESS",
    "Topic CREATE_COMPLETE",
    "Wait CREATE_IN_PROGRESS",
    "young DELETE_IN_PROGRESS",
    "Wait CREATE_FAILED",
    "Wait DELETE_IN_PROGRESS",
    "Wait DELETE_COMPLETE",
    "Topic DELETE_IN_PROGRESS",
    "Topic DELETE_COMPLETE",
    "young DELETE_COMPLETE",
  ]);
  equal(await statusOf(await create("young", { Topic })), "CREATE_COMPLETE");
});

test("a stack that is being updated is not deleted", async () => {
  await makeStack(cloud, "grown", { Resources: { Topic } });
  await update("grown", WAITS);
  await resourceIn(cloud, "grown", "Wait", "CREATE_IN_PROGRESS");
  await rejects(remove("grown", cloud.cloudformation), {
    name: "ValidationError",
    message:
      /^Stack \[arn:.*\] cannot be deleted while in status UPDATE_IN_PROGRESS$/,
  });
  await cancel("grown");
  equal(await statusOf("grown"), "UPDATE_ROLLBACK_COMPLETE");
});

test("what somebody is still making is waited for, and then deleted", async () => {
  const provider = await slowProvider(cloud, "maker");
  const { ServiceToken } = provider;
  const id = await create("early", {
    Thing: { Type: "Custom::Thing", Properties: { ServiceToken } },
    Topic,
  });
  const asked = await provider.asked();
  await remove("early", cloud.cloudformation);
  await provider.answer(asked, { PhysicalResourceId: "thing-1" });
  const { PhysicalResourceId } = await provider.does("Delete");
  equal(PhysicalResourceId, "thing-1");
  equal(await statusOf(id), "DELETE_COMPLETE");
  equal(await topicsOf("early"), 0);
});

test("a rollback that is under way gives way to a deletion", async () => {
  const provider = await slowProvider(cloud, "leaver");
  const { ServiceToken } = provider;
  const id = await create("fails", {
    Thing: { Type: "Custom::Thing", Properties: { ServiceToken } },
    Bad: {
      ...Topic,
      DependsOn: "Thing",
      Properties: { SignatureVersion: "9" },
    },
  });
  await provider.does("Create");
  const asked = await provider.asked();
  equal(asked.RequestType, "Delete");
  await remove("fails", cloud.cloudformation);
  await provider.answer(asked);
  equal(await statusOf(id), "DELETE_COMPLETE");
});

test("a creation that lasts too long waits no longer", async () => {
  await create("slow", WAITS, { TimeoutInMinutes: 1 });
  await resourceIn(cloud, "slow", "Wait", "CREATE_IN_PROGRESS");
  cloud.advance(61);
  equal(await statusOf("slow"), "ROLLBACK_COMPLETE");
  match(
    (await eventReasons(cloud, "slow", "ROLLBACK_IN_PROGRESS")).join(),
    /^Stack creation time exceeded the specified timeout\./,
  );
});

test("an update that waits is cancelled by who may, and goes back at once", async () => {
  await makeStack(cloud, "calm", { Resources: { Topic } });
  const renamed = { ...Topic, Properties: { DisplayName: "renamed" } };
  await update("calm", { ...WAITS, Topic: renamed });
  await resourceIn(cloud, "calm", "Wait", "CREATE_IN_PROGRESS");
  const stranger = await makeUser(
    cloud,
    "meddler",
    allowing("cloudformation:UpdateStack"),
  );
  await rejects(cancel("calm", stranger.cloudformation), {
    name: "AccessDenied",
  });
  await cancel("calm");
  equal(await statusOf("calm"), "UPDATE_ROLLBACK_COMPLETE");
  deepEqual(await resources("calm"), ["Topic UPDATE_COMPLETE"]);
  deepEqual(await eventReasons(cloud, "calm", "UPDATE_ROLLBACK_IN_PROGRESS"), [
    "User Initiated",
  ]);
  await rejects(cancel("calm"), {
    name: "ValidationError",
    message: "CancelUpdateStack cannot be called from current stack status",
  });
});

test("a cancelled update asks for what was before, without the answer that it waited for", async () => {
  const provider = await slowProvider(cloud, "changer");
  const { ServiceToken } = provider;
  const template = (Title: string) => ({
    Thing: { Type: "Custom::Thing", Properties: { ServiceToken, Title } },
  });
  await create("moody", template("old"));
  await provider.does("Create");
  await settledStack(cloud, "moody");
  await update("moody", template("new"));
  await provider.asked();
  await cancel("moody");
  const back = await provider.does("Update");
  equal(back.ResourceProperties.Title, "old");
  equal(await statusOf("moody"), "UPDATE_ROLLBACK_COMPLETE");
});

test("what a cancelled update was replacing stays, and its successor goes once it is there", async () => {
  const first = await slowProvider(cloud, "first");
  const second = await slowProvider(cloud, "second");
  const template = ({ ServiceToken }: { ServiceToken: string }) => ({
    Thing: { Type: "Custom::Thing", Properties: { ServiceToken } },
  });
  await create("faithful", template(first));
  await first.does("Create");
  await settledStack(cloud, "faithful");
  await update("faithful", template(second));
  const asked = await second.asked();
  await cancel("faithful");
  await resourceIn(cloud, "faithful", "Thing", "UPDATE_FAILED");
  await second.answer(asked, { PhysicalResourceId: "late" });
  equal((await second.does("Delete")).PhysicalResourceId, "late");
  equal(await statusOf("faithful"), "UPDATE_ROLLBACK_COMPLETE");
  const { StackResources: [thing] = [] } = await cloud.cloudformation.send(
    new DescribeStackResourcesCommand({ StackName: "faithful" }),
  );
  equal(thing?.PhysicalResourceId, "first");
});

test("what was replaced comes back once, however often a rollback goes on", async () => {
  const [first, second, other] = await Promise.all(
    ["one", "two", "other"].map((name) => slowProvider(cloud, name)),
  );
  const template = (thing: SlowProvider, Title: string) => ({
    Thing: {
      Type: "Custom::Thing",
      Properties: { ServiceToken: thing.ServiceToken },
    },
    Other: {
      Type: "Custom::Thing",
      Properties: { ServiceToken: other!.ServiceToken, Title },
    },
  });
  await create("resumes", template(first!, "old"));
  await Promise.all([first!.does("Create"), other!.does("Create")]);
  await settledStack(cloud, "resumes");
  await update("resumes", {
    ...template(second!, "new"),
    Bad: {
      ...Topic,
      DependsOn: ["Thing", "Other"],
      Properties: { SignatureVersion: "9" },
    },
  });
  await Promise.all([second!.does("Create"), other!.does("Update")]);
  await other!.answer(await other!.asked(), { Status: "FAILED" });
  equal(await statusOf("resumes"), "UPDATE_ROLLBACK_FAILED");
  await cloud.cloudformation.send(
    new ContinueUpdateRollbackCommand({
      StackName: "resumes",
      ResourcesToSkip: ["Other"],
    }),
  );
  await second!.does("Delete");
  equal(await statusOf("resumes"), "UPDATE_ROLLBACK_COMPLETE");
  const { StackResources = [] } = await cloud.cloudformation.send(
    new DescribeStackResourcesCommand({ StackName: "resumes" }),
  );
  deepEqual(
    StackResources.map((one) => `${one.PhysicalResourceId}`).toSorted(),
    ["one", "other"],
  );
});

test("stacks within a stack are broken off with it", async () => {
  await cloud.s3.send(new CreateBucketCommand({ Bucket: "templates" }));
  for (const [Key, Resources] of Object.entries({
    "rests.json": { Topic },
    "waits.json": WAITS,
  }))
    await cloud.s3.send(
      new PutObjectCommand({
        Bucket: "templates",
        Key,
        Body: JSON.stringify({ Resources }),
      }),
    );
  const nested = (key: string) => ({
    Type: "AWS::CloudFormation::Stack",
    Properties: {
      TemplateURL: `https://s3.us-east-1.amazonaws.com/templates/${key}`,
    },
  });
  const innerOf = async (StackId: string) => {
    for (;;) {
      const { Stacks = [] } = await cloud.cloudformation.send(
        new DescribeStacksCommand({}),
      );
      const inner = Stacks.find(({ ParentId }) => ParentId === StackId);
      if (inner?.StackId) return inner.StackId;
    }
  };

  const id = await create("outer", { Inner: nested("waits.json") });
  const young = await innerOf(id);
  await resourceIn(cloud, young, "Wait", "CREATE_IN_PROGRESS");
  await remove("outer", cloud.cloudformation);
  equal(await statusOf(id), "DELETE_COMPLETE");
  equal(await statusOf(young), "DELETE_COMPLETE");
  equal(await topicsOf("outer"), 0);

  const again = await create("again", { Inner: nested("rests.json") });
  equal(await statusOf(again), "CREATE_COMPLETE");
  const inner = await innerOf(again);
  await update("again", {
    Inner: nested("waits.json"),
    Second: nested("waits.json"),
  });
  await resourceIn(cloud, inner, "Wait", "CREATE_IN_PROGRESS");
  await resourceIn(cloud, "again", "Second", "CREATE_IN_PROGRESS");
  await cancel("again");
  equal(await statusOf("again"), "UPDATE_ROLLBACK_COMPLETE");
  equal(await statusOf(inner), "UPDATE_ROLLBACK_COMPLETE");
  deepEqual(await resources("again"), ["Inner UPDATE_COMPLETE"]);
  equal(await topicsOf("again"), 1);
});

test("a stack within a stack that cannot be made does not outlive the creation", async () => {
  await cloud.s3.send(new CreateBucketCommand({ Bucket: "broken" }));
  const Bad = { ...Topic, Properties: { SignatureVersion: "9" } };
  await cloud.s3.send(
    new PutObjectCommand({
      Bucket: "broken",
      Key: "bad.json",
      Body: JSON.stringify({ Resources: { Topic, Bad } }),
    }),
  );
  const stack = await makeStack(cloud, "hollow", {
    Resources: {
      Inner: {
        Type: "AWS::CloudFormation::Stack",
        Properties: {
          TemplateURL: "https://s3.us-east-1.amazonaws.com/broken/bad.json",
        },
      },
    },
  });
  equal(stack.StackStatus, "ROLLBACK_COMPLETE");
  deepEqual(await resources("hollow"), ["Inner DELETE_COMPLETE"]);
  equal(await topicsOf("hollow"), 0);
});
