import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CreateAliasCommand,
  CreateFunctionCommand,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  GetAliasCommand,
  GetFunctionCommand,
  ListAliasesCommand,
  ListFunctionsCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { startCloud } from "../../../../testing/cloud.ts";
import {
  call,
  makeFunction,
  nodeFunction,
  packageOf,
} from "../testing/functions.ts";

const answering = (text: string) =>
  `export const handler = async () => ${JSON.stringify(text)};`;

void test("a version keeps the code and the settings that it was published with", async () => {
  await using cloud = await startCloud();
  const { lambda } = cloud;
  const FunctionName = "f";
  await makeFunction(cloud, FunctionName, answering("one"));
  const first = await lambda.send(
    new PublishVersionCommand({ FunctionName, Description: "the first" }),
  );
  assert.equal(first.Version, "1");
  assert.match(first.FunctionArn ?? "", /:function:f:1$/);

  const again = await lambda.send(new PublishVersionCommand({ FunctionName }));
  assert.equal(again.Version, "1", "nothing changed, so no new version");

  const updated = await lambda.send(
    new UpdateFunctionCodeCommand({
      FunctionName,
      ZipFile: packageOf(answering("two")),
      Publish: true,
    }),
  );
  assert.equal(updated.Version, "2");
  assert.equal(updated.LastUpdateStatus, "InProgress");
  assert.equal((await call(lambda, "f:1")).answer, "one");
  assert.equal((await call(lambda, "f", {}, { Qualifier: "2" })).answer, "two");
  assert.equal((await call(lambda, "f")).answer, "two");

  const { Versions } = await lambda.send(
    new ListVersionsByFunctionCommand({ FunctionName }),
  );
  assert.deepEqual(
    Versions?.map(({ Version }) => Version),
    ["$LATEST", "1", "2"],
  );
});

void test("a version is published only of the code and revision that the caller means", async () => {
  await using cloud = await startCloud();
  const { lambda } = cloud;
  const FunctionName = "f";
  const { RevisionId } = await makeFunction(cloud, FunctionName);
  await assert.rejects(
    lambda.send(
      new PublishVersionCommand({ FunctionName, CodeSha256: "other" }),
    ),
    /^InvalidParameterValueException: CodeSHA256 \(other\) is different/,
  );
  await lambda.send(
    new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 9 }),
  );
  const stale = { FunctionName, RevisionId };
  for (const command of [
    new PublishVersionCommand(stale),
    new UpdateFunctionConfigurationCommand({ ...stale, Timeout: 8 }),
    new UpdateFunctionCodeCommand({ ...stale, ZipFile: packageOf("1;") }),
  ])
    await assert.rejects(lambda.send(command as PublishVersionCommand), {
      name: "PreconditionFailedException",
    });
});

void test("a dry run changes nothing, though it tells what would be", async () => {
  await using cloud = await startCloud();
  const { lambda } = cloud;
  const FunctionName = "f";
  const before = await makeFunction(cloud, FunctionName);
  const dry = await lambda.send(
    new UpdateFunctionCodeCommand({
      FunctionName,
      ZipFile: packageOf(answering("new")),
      DryRun: true,
    }),
  );
  assert.notEqual(dry.CodeSha256, before.CodeSha256);
  const { Configuration } = await lambda.send(
    new GetFunctionCommand({ FunctionName }),
  );
  assert.equal(Configuration?.CodeSha256, before.CodeSha256);
});

void test("settings change member by member, and AWS's empty forms take them away", async () => {
  await using cloud = await startCloud();
  const { lambda } = cloud;
  const FunctionName = "f";
  await makeFunction(cloud, FunctionName, undefined, {
    Environment: { Variables: { COLOUR: "red" } },
    KMSKeyArn: "arn:aws:kms:us-east-1:000000000000:key/1",
    MemorySize: 256,
  });
  const changed = await lambda.send(
    new UpdateFunctionConfigurationCommand({
      FunctionName,
      Environment: { Variables: {} },
      KMSKeyArn: "",
      Timeout: 30,
      LoggingConfig: { LogFormat: "JSON" },
    }),
  );
  assert.equal(changed.Environment, undefined);
  assert.equal(changed.KMSKeyArn, undefined);
  assert.equal(changed.MemorySize, 256);
  assert.equal(changed.Timeout, 30);
  assert.equal(changed.LoggingConfig?.ApplicationLogLevel, "INFO");
});

void test("an alias moves between versions, and is found, listed and deleted", async () => {
  await using cloud = await startCloud();
  const { lambda } = cloud;
  const FunctionName = "f";
  await makeFunction(cloud, FunctionName, answering("one"), { Publish: true });
  await lambda.send(
    new UpdateFunctionCodeCommand({
      FunctionName,
      ZipFile: packageOf(answering("two")),
      Publish: true,
    }),
  );
  const alias = { FunctionName, Name: "live" };
  await assert.rejects(
    lambda.send(new CreateAliasCommand({ ...alias, FunctionVersion: "7" })),
    /Function not found: arn:.*:function:f:7/,
  );
  const made = await lambda.send(
    new CreateAliasCommand({ ...alias, FunctionVersion: "1" }),
  );
  assert.match(made.AliasArn ?? "", /:function:f:live$/);
  await assert.rejects(
    lambda.send(new CreateAliasCommand({ ...alias, FunctionVersion: "1" })),
    { name: "ResourceConflictException" },
  );
  assert.equal((await call(lambda, "f:live")).answer, "one");

  await lambda.send(
    new UpdateAliasCommand({
      ...alias,
      RoutingConfig: { AdditionalVersionWeights: { "2": 1 } },
    }),
  );
  const weighted = await call(lambda, "f:live");
  assert.equal(weighted.answer, "two");
  assert.equal(weighted.ExecutedVersion, "2");
  await assert.rejects(
    lambda.send(
      new UpdateAliasCommand({
        ...alias,
        FunctionVersion: "$LATEST",
        RoutingConfig: { AdditionalVersionWeights: { "2": 0.5 } },
      }),
    ),
    { name: "InvalidParameterValueException" },
  );
  await assert.rejects(
    lambda.send(
      new UpdateAliasCommand({ ...alias, RevisionId: made.RevisionId }),
    ),
    { name: "PreconditionFailedException" },
  );

  const listed = await lambda.send(
    new ListAliasesCommand({ FunctionName, FunctionVersion: "2" }),
  );
  assert.deepEqual(
    listed.Aliases?.map(({ Name }) => Name),
    ["live"],
  );
  await assert.rejects(
    lambda.send(new DeleteFunctionCommand({ FunctionName, Qualifier: "2" })),
    { name: "ResourceConflictException" },
  );
  await lambda.send(new DeleteAliasCommand(alias));
  await lambda.send(new DeleteAliasCommand(alias));
  await assert.rejects(
    lambda.send(new GetAliasCommand(alias)),
    /Cannot find alias arn: arn:.*:function:f:live/,
  );
  await lambda.send(
    new DeleteFunctionCommand({ FunctionName, Qualifier: "2" }),
  );
  await assert.rejects(call(lambda, "f:2"), {
    name: "ResourceNotFoundException",
  });
});

void test("a deleted function is gone with its versions; its name begins anew", async () => {
  await using cloud = await startCloud();
  const { lambda } = cloud;
  const FunctionName = "f";
  const { Role: role = "" } = await makeFunction(
    cloud,
    FunctionName,
    answering("old"),
    { Publish: true },
  );
  assert.equal((await call(lambda, "f")).answer, "old");
  await lambda.send(new DeleteFunctionCommand({ FunctionName }));
  await cloud.settled();
  await assert.rejects(
    lambda.send(new GetFunctionCommand({ FunctionName })),
    /^ResourceNotFoundException: Function not found: arn:aws:lambda:us-east-1:000000000000:function:f$/,
  );
  await assert.rejects(call(lambda, "f:1"), {
    name: "ResourceNotFoundException",
  });
  await assert.rejects(
    lambda.send(new DeleteFunctionCommand({ FunctionName })),
    { name: "ResourceNotFoundException" },
  );
  await lambda.send(
    new CreateFunctionCommand(
      nodeFunction("f", role, packageOf(answering("new"))),
    ),
  );
  assert.equal((await call(lambda, "f")).answer, "new");
  const next = await lambda.send(new PublishVersionCommand({ FunctionName }));
  assert.equal(next.Version, "1");
});

void test("functions are listed a page at a time, with all versions where asked", async () => {
  await using cloud = await startCloud();
  const { lambda } = cloud;
  for (const name of ["a", "b", "c"])
    await makeFunction(cloud, name, undefined, { Publish: name === "b" });
  const names: (string | undefined)[] = [];
  let Marker: string | undefined;
  do {
    const listed = await lambda.send(
      new ListFunctionsCommand({
        FunctionVersion: "ALL",
        MaxItems: 2,
        ...(Marker === undefined ? {} : { Marker }),
      }),
    );
    assert((listed.Functions?.length ?? 0) <= 2);
    names.push(
      ...(listed.Functions ?? []).map(
        ({ FunctionName, Version }) => `${FunctionName}:${Version}`,
      ),
    );
    Marker = listed.NextMarker;
  } while (Marker !== undefined);
  assert.deepEqual(names, ["a:$LATEST", "b:$LATEST", "b:1", "c:$LATEST"]);
  await assert.rejects(lambda.send(new ListFunctionsCommand({ Marker: "?" })), {
    name: "InvalidParameterValueException",
  });
});
