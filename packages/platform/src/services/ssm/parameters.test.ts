import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AddTagsToResourceCommand,
  DeleteParameterCommand,
  DeleteParametersCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  LabelParameterVersionCommand,
  ListTagsForResourceCommand,
  PutParameterCommand,
  RemoveTagsFromResourceCommand,
  UnlabelParameterVersionCommand,
  type PutParameterRequest,
} from "@aws-sdk/client-ssm";
import { startCloud, type Cloud } from "../../../testing/cloud.ts";
import { makeUser, policyOf } from "../../../testing/principals.ts";
import { resourceHandler } from "../../../testing/resources.ts";

let cloud: Cloud;
before(async () => {
  cloud = await startCloud();
});
after(() => cloud[Symbol.asyncDispose]());

const put = (
  Name: string,
  Value: string,
  rest: Partial<PutParameterRequest> = {},
) =>
  cloud.ssm.send(
    new PutParameterCommand({ Name, Value, Type: "String", ...rest }),
  );

const again = (Name: string, Value: string) =>
  put(Name, Value, { Overwrite: true });

const get = async (Name: string) =>
  (await cloud.ssm.send(new GetParameterCommand({ Name }))).Parameter;

test("a parameter is put, read by name and ARN, overwritten and deleted", async () => {
  deepEqual(
    (({ Version, Tier }) => ({ Version, Tier }))(await put("/app/url", "one")),
    { Version: 1, Tier: "Standard" },
  );
  await rejects(put("/app/url", "two"), {
    name: "ParameterAlreadyExists",
    message:
      "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
  });
  equal((await again("/app/url", "two")).Version, 2);
  const found = await get("/app/url");
  equal(found?.Value, "two");
  equal(found?.DataType, "text");
  equal(
    found?.ARN,
    `arn:aws:ssm:us-east-1:${cloud.accountId}:parameter/app/url`,
  );
  equal((await get(`${found?.ARN}:1`))?.Value, "one");
  equal((await get("/app/url:1"))?.Selector, ":1");
  await rejects(get("/app/url:3"), { name: "ParameterVersionNotFound" });
  await cloud.ssm.send(new DeleteParameterCommand({ Name: "/app/url" }));
  await rejects(get("/app/url"), { name: "ParameterNotFound" });
  await rejects(
    cloud.ssm.send(new DeleteParameterCommand({ Name: "/app/url" })),
    { name: "ParameterNotFound" },
  );
  equal((await put("/app/url", "anew")).Version, 1);
});

test("several parameters are read and deleted at once; those that are not there are told", async () => {
  await put("/many/a", "1");
  await put("many", "2");
  const read = await cloud.ssm.send(
    new GetParametersCommand({ Names: ["/many/a:1", "many", "/many/b"] }),
  );
  deepEqual(
    read.Parameters?.map(({ Value }) => Value),
    ["1", "2"],
  );
  deepEqual(read.InvalidParameters, ["/many/b"]);
  const gone = await cloud.ssm.send(
    new DeleteParametersCommand({ Names: ["/many/a", "/many/b"] }),
  );
  deepEqual(gone.DeletedParameters, ["/many/a"]);
  deepEqual(gone.InvalidParameters, ["/many/b"]);
});

test("names and values are held to AWS's rules", async () => {
  const refused = (name: string, error: object) =>
    rejects(put(name, "x"), error);
  await refused("/aws/service/x", {
    name: "AccessDeniedException",
    message: "No access to reserved parameter name: /aws/service/x.",
  });
  await refused("awsome", { name: "ValidationException" });
  await refused("/SSM-own", { name: "ValidationException" });
  await refused("a b", { name: "ValidationException" });
  await refused("/a//b", { name: "ValidationException" });
  await refused("a/b", {
    message: "Parameter name must be a fully qualified name.",
  });
  await refused("/a".repeat(16), {
    name: "HierarchyLevelLimitExceededException",
  });
  await put("/a".repeat(15), "deep");

  const valued = (value: string, rest: Partial<PutParameterRequest> = {}) =>
    put("/valued", value, rest);
  await rejects(valued("x".repeat(4097)), /maximum parameter value of 4096/);
  await rejects(
    valued("x".repeat(8193), { Tier: "Advanced" }),
    /maximum parameter value of 8192/,
  );
  await rejects(valued("x", { AllowedPattern: "[" }), {
    name: "InvalidAllowedPatternException",
  });
  await rejects(valued("x", { AllowedPattern: "\\d+" }), {
    name: "ParameterPatternMismatchException",
  });
  await rejects(valued("a".repeat(4000), { AllowedPattern: "(a|a)*b" }), {
    name: "ParameterPatternMismatchException",
  });
  await rejects(valued("x", { Type: "SecureString" }), {
    name: "UnsupportedParameterType",
    message: /Key Management Service, which is not built/,
  });
  await rejects(valued("x", { DataType: "aws:ec2:image" }), /not built/);
  await rejects(valued("x", { Policies: '[{"Type":"Expiration"}]' }), {
    message: /policies are not built/,
  });
  await rejects(
    cloud.ssm.send(new PutParameterCommand({ Name: "/valued", Value: "x" })),
    { message: "A parameter type is required when you create a parameter." },
  );
  await rejects(get("/valued"), { name: "ParameterNotFound" });
});

test("a tier goes up and not down; the pattern stays until another is given", async () => {
  await put("/tier", "5", { AllowedPattern: "\\d+", Description: "a number" });
  await rejects(again("/tier", "x"), {
    name: "ParameterPatternMismatchException",
  });
  const { Tier } = await put("/tier", "9".repeat(5000), {
    Overwrite: true,
    Tier: "Intelligent-Tiering",
  });
  equal(Tier, "Advanced");
  await rejects(put("/tier", "1", { Overwrite: true, Tier: "Standard" }), {
    message: /You can't downgrade/,
  });
  await rejects(put("/tier", "1", { Overwrite: true, Type: "StringList" }), {
    name: "HierarchyTypeMismatchException",
  });
  const { Parameters } = await cloud.ssm.send(
    new DescribeParametersCommand({
      ParameterFilters: [{ Key: "Tier", Values: ["Advanced"] }],
    }),
  );
  deepEqual(
    Parameters?.map(({ Name, Description }) => [Name, Description]),
    [["/tier", "a number"]],
  );
});

test("a hundred versions stay; a labelled one is not pushed out", async () => {
  await put("/versions", "1");
  await cloud.ssm.send(
    new LabelParameterVersionCommand({ Name: "/versions", Labels: ["live"] }),
  );
  for (let version = 2; version <= 100; version += 1)
    await again("/versions", String(version));
  await rejects(again("/versions", "101"), {
    name: "ParameterMaxVersionLimitExceeded",
    message: /Version 1, the oldest version, can't be deleted/,
  });
  const moved = await cloud.ssm.send(
    new LabelParameterVersionCommand({
      Name: "/versions",
      ParameterVersion: 50,
      Labels: ["live"],
    }),
  );
  equal(moved.ParameterVersion, 50);
  equal((await get("/versions:live"))?.Value, "50");
  equal((await again("/versions", "101")).Version, 101);
  await rejects(get("/versions:1"), { name: "ParameterVersionNotFound" });
  const first = await cloud.ssm.send(
    new GetParameterHistoryCommand({ Name: "/versions" }),
  );
  equal(first.Parameters?.length, 50);
  equal(first.Parameters?.[0]?.Value, "2");
  deepEqual(first.Parameters?.[48]?.Labels, ["live"]);
  const second = await cloud.ssm.send(
    new GetParameterHistoryCommand({
      Name: "/versions",
      NextToken: first.NextToken,
    }),
  );
  equal(second.Parameters?.at(-1)?.Version, 101);
  equal(second.NextToken, undefined);
});

test("labels that cannot be are told, and others are taken away", async () => {
  await put("/labels", "1");
  const label = (...Labels: string[]) =>
    cloud.ssm.send(
      new LabelParameterVersionCommand({ Name: "/labels", Labels }),
    );
  deepEqual((await label("1st", "aws-x", "ok")).InvalidLabels, [
    "1st",
    "aws-x",
  ]);
  await rejects(get("/labels:ok"), { name: "ParameterVersionNotFound" });
  await label("ok", "fine");
  const { RemovedLabels, InvalidLabels } = await cloud.ssm.send(
    new UnlabelParameterVersionCommand({
      Name: "/labels",
      ParameterVersion: 1,
      Labels: ["ok", "other"],
    }),
  );
  deepEqual([RemovedLabels, InvalidLabels], [["ok"], ["other"]]);
  await label(...Array.from({ length: 9 }, (_, i) => `label-${i}`));
  await rejects(label("one-more"), {
    name: "ParameterVersionLabelLimitExceeded",
  });
});

test("a hierarchy is read level by level, whole, filtered and in pages", async () => {
  for (const name of ["/tree/a", "/tree/b", "/tree/c/d", "/treetop"])
    await put(name, "x");
  await put("/tree/list", "a,b", { Type: "StringList" });
  const under = async (Path: string, rest: object = {}) => {
    const names: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await cloud.ssm.send(
        new GetParametersByPathCommand({ Path, NextToken, ...rest }),
      );
      names.push(...(page.Parameters ?? []).map(({ Name = "" }) => Name));
      ({ NextToken } = page);
    } while (NextToken !== undefined);
    return names;
  };
  deepEqual(await under("/tree"), ["/tree/a", "/tree/b", "/tree/list"]);
  deepEqual(await under("/tree/", { Recursive: true, MaxResults: 1 }), [
    "/tree/a",
    "/tree/b",
    "/tree/c/d",
    "/tree/list",
  ]);
  const ParameterFilters = [{ Key: "Type", Values: ["StringList"] }];
  deepEqual(await under("/tree", { ParameterFilters }), ["/tree/list"]);
  ok((await under("/")).includes("/treetop"));
  await rejects(under("tree"), { name: "ValidationException" });
  await rejects(
    under("/tree", { ParameterFilters: [{ Key: "Name", Values: ["x"] }] }),
    { name: "InvalidFilterKey" },
  );
  await rejects(under("/tree", { NextToken: "garbage!" }), {
    name: "InvalidNextToken",
  });
  const { Parameters } = await cloud.ssm.send(
    new DescribeParametersCommand({
      ParameterFilters: [
        { Key: "Path", Option: "Recursive", Values: ["/tree"] },
        { Key: "Name", Option: "Contains", Values: ["/c/", "/b"] },
      ],
    }),
  );
  deepEqual(
    Parameters?.map(({ Name }) => Name),
    ["/tree/b", "/tree/c/d"],
  );
});

test("tags are kept, found by, and decide who may read", async () => {
  await put("/tagged", "x", { Tags: [{ Key: "team", Value: "blue" }] });
  const resource = {
    ResourceType: "Parameter",
    ResourceId: "/tagged",
  } as const;
  await cloud.ssm.send(
    new AddTagsToResourceCommand({
      ...resource,
      Tags: [{ Key: "stage", Value: "test" }],
    }),
  );
  await cloud.ssm.send(
    new RemoveTagsFromResourceCommand({ ...resource, TagKeys: ["stage"] }),
  );
  const { TagList } = await cloud.ssm.send(
    new ListTagsForResourceCommand(resource),
  );
  deepEqual(TagList, [{ Key: "team", Value: "blue" }]);
  await rejects(
    cloud.ssm.send(
      new ListTagsForResourceCommand({ ...resource, ResourceId: "/none" }),
    ),
    { name: "InvalidResourceId" },
  );
  await rejects(
    put("/tagged", "y", { Overwrite: true, Tags: [{ Key: "a", Value: "b" }] }),
    { message: /tags and overwrite can't be used together/ },
  );

  await put("/untagged", "y");
  const reader = await makeUser(
    cloud,
    "reader",
    policyOf({
      Effect: "Allow",
      Action: "ssm:GetParameter*",
      Resource: "*",
      Condition: { StringEquals: { "ssm:resourceTag/team": "blue" } },
    }),
  );
  const read = (Name: string) =>
    reader.ssm.send(new GetParameterCommand({ Name }));
  equal((await read("/tagged")).Parameter?.Value, "x");
  await rejects(read("/untagged"), { name: "AccessDeniedException" });
});

test("who may put may not overwrite, and who may read a level may not read the whole", async () => {
  const writer = await makeUser(
    cloud,
    "writer",
    policyOf(
      {
        Effect: "Allow",
        Action: "ssm:PutParameter",
        Resource: "*",
        Condition: { StringEquals: { "ssm:Overwrite": "false" } },
      },
      {
        Effect: "Allow",
        Action: "ssm:GetParametersByPath",
        Resource: `arn:aws:ssm:*:${cloud.accountId}:parameter/own`,
        Condition: { StringEquals: { "ssm:Recursive": "false" } },
      },
    ),
  );
  const putting = (Overwrite: boolean) =>
    writer.ssm.send(
      new PutParameterCommand({
        Name: "/own/x",
        Value: "1",
        Type: "String",
        Overwrite,
      }),
    );
  await putting(false);
  await rejects(putting(true), { name: "AccessDeniedException" });
  const reading = (Path: string, Recursive: boolean) =>
    writer.ssm.send(new GetParametersByPathCommand({ Path, Recursive }));
  equal((await reading("/own", false)).Parameters?.length, 1);
  await rejects(reading("/own", true), { name: "AccessDeniedException" });
  await rejects(reading("/", false), { name: "AccessDeniedException" });
});

test("another account's parameters are out of reach, and its own of the same name are its own", async () => {
  await put("/mine", "x");
  const other = await cloud.account("111122223333");
  const read = (Name: string) =>
    other.ssm.send(new GetParameterCommand({ Name }));
  await rejects(read("/mine"), { name: "ParameterNotFound" });
  await rejects(
    read(`arn:aws:ssm:us-east-1:${cloud.accountId}:parameter/mine`),
    { name: "AccessDeniedException" },
  );
});

test("a value stays out of the trail", async () => {
  await put("/secret-ish", "do-not-tell");
  const record = (await cloud.trail()).findLast(
    ({ eventName }) => eventName === "PutParameter",
  );
  match(JSON.stringify(record), /secret-ish/);
  equal(JSON.stringify(record).includes("do-not-tell"), false);
});

test("a parameter lives as a resource", async () => {
  const parameters = await resourceHandler(cloud, "AWS::SSM::Parameter");
  const properties = {
    Type: "String",
    Value: "one",
    AllowedPattern: "[a-z]+",
    Tags: { team: "blue" },
  };
  const name = await parameters.create(properties, "step");
  equal(await parameters.create(properties, "step"), name);
  deepEqual(await parameters.read(name), {
    Name: name,
    Type: "String",
    Value: "one",
    DataType: "text",
    Tags: { team: "blue" },
  });
  await parameters.update(name, {
    before: properties,
    after: { Type: "String", Value: "2" },
  });
  deepEqual(await parameters.read(name), {
    Name: name,
    Type: "String",
    Value: "2",
    DataType: "text",
  });
  ok((await parameters.list()).includes(name));
  await parameters.delete(name);
  equal(await parameters.read(name), undefined);
  await parameters.delete(name);
});
