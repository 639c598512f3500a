import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  ActivateTypeCommand,
  BatchDescribeTypeConfigurationsCommand,
  DeactivateTypeCommand,
  DeregisterTypeCommand,
  DescribeTypeCommand,
  DescribeTypeRegistrationCommand,
  ListTypeRegistrationsCommand,
  ListTypesCommand,
  ListTypeVersionsCommand,
  PublishTypeCommand,
  RegisterTypeCommand,
  SetTypeConfigurationCommand,
  SetTypeDefaultVersionCommand,
  TestTypeCommand,
  type ListTypesInput,
} from "@aws-sdk/client-cloudformation";
import { startCloud, type Cloud } from "../../../../testing/cloud.ts";
import { allowing, makeUser } from "../../../../testing/principals.ts";
import {
  activated,
  configuration,
  hookPackage,
  hookRole,
  registered,
  stored,
} from "../testing/hooks.ts";

const TypeName = "MyCompany::Testing::RegistryHook";
const Type = "HOOK";
const FILES = { "my_hook/handlers.py": "def hook(event, context): pass" };

let cloud: Cloud;
let role: string;

before(async () => {
  cloud = await startCloud();
  role = await hookRole(cloud, ["s3:GetObject"]);
});

after(() => cloud[Symbol.asyncDispose]());

const versions = async (
  DeprecatedStatus: "LIVE" | "DEPRECATED" = "LIVE",
  of = TypeName,
) => {
  const { TypeVersionSummaries = [] } = await cloud.cloudformation.send(
    new ListTypeVersionsCommand({ Type, TypeName: of, DeprecatedStatus }),
  );
  return TypeVersionSummaries.map(
    ({ VersionId, IsDefaultVersion }) =>
      `${VersionId}${IsDefaultVersion ? " (default)" : ""}`,
  );
};

const listed = async (input: ListTypesInput) => {
  const { TypeSummaries = [] } = await cloud.cloudformation.send(
    new ListTypesCommand(input),
  );
  return TypeSummaries.map((each) => each.TypeName);
};

test("versions are registered, made the default and taken out of use; with the last one the type goes", async () => {
  const packed = hookPackage(TypeName, FILES);
  const SchemaHandlerPackage = await stored(cloud, "r.zip", packed, "uploads");
  const register = () =>
    cloud.cloudformation.send(
      new RegisterTypeCommand({
        Type,
        TypeName,
        SchemaHandlerPackage,
        ClientRequestToken: "first",
      }),
    );
  const { RegistrationToken } = await register();
  equal((await register()).RegistrationToken, RegistrationToken);
  await cloud.settled();
  const progress = await cloud.cloudformation.send(
    new DescribeTypeRegistrationCommand({ RegistrationToken }),
  );
  equal(progress.ProgressStatus, "COMPLETE");
  await registered(cloud, TypeName, packed);
  await registered(cloud, TypeName, hookPackage("Other::Type::Name", FILES));
  const tokens = async (
    RegistrationStatusFilter: "COMPLETE" | "FAILED" | "IN_PROGRESS",
  ) => {
    const { RegistrationTokenList = [] } = await cloud.cloudformation.send(
      new ListTypeRegistrationsCommand({
        Type,
        TypeName,
        RegistrationStatusFilter,
      }),
    );
    return RegistrationTokenList;
  };
  const complete = await tokens("COMPLETE");
  equal(complete.length, 2);
  equal(complete.at(-1), RegistrationToken);
  equal((await tokens("FAILED")).length, 1);
  deepEqual(await tokens("IN_PROGRESS"), []);
  deepEqual(await versions(), ["00000001 (default)", "00000002"]);

  const described = await cloud.cloudformation.send(
    new DescribeTypeCommand({ Type, TypeName }),
  );
  equal(described.Visibility, "PRIVATE");
  match(described.Schema ?? "", /"preCreate"/);
  const version = (VersionId: string) =>
    ({ Type, TypeName, VersionId }) as const;
  await cloud.cloudformation.send(
    new SetTypeDefaultVersionCommand(version("00000002")),
  );
  deepEqual(await versions(), ["00000001", "00000002 (default)"]);
  const deregister = (input: object) =>
    cloud.cloudformation.send(new DeregisterTypeCommand(input));
  await rejects(deregister(version("00000002")), {
    name: "CFNRegistryException",
    message: /default version/,
  });
  await deregister(version("00000001"));
  deepEqual(await versions(), ["00000002 (default)"]);
  deepEqual(await versions("DEPRECATED"), ["00000001"]);
  await rejects(
    cloud.cloudformation.send(
      new SetTypeDefaultVersionCommand(version("00000001")),
    ),
    { name: "TypeNotFoundException" },
  );
  deepEqual(await listed({ DeprecatedStatus: "DEPRECATED" }), []);
  await deregister({ Type, TypeName });
  await rejects(versions(), { name: "TypeNotFoundException" });
  await rejects(deregister({ Type, TypeName }), {
    name: "TypeNotFoundException",
  });
});

test("a type that was deregistered whole is listed as deprecated, and only so, until it is registered again", async () => {
  const Gone = "MyCompany::Testing::GoneHook";
  const packed = hookPackage(Gone, FILES);
  await registered(cloud, Gone, packed);
  const found = async (DeprecatedStatus: "LIVE" | "DEPRECATED") => ({
    types: (await listed({ DeprecatedStatus })).filter((one) => one === Gone),
    versions: await versions(DeprecatedStatus, Gone).catch(
      ({ name }: Error) => name,
    ),
  });
  const statusOf = async () =>
    (
      await cloud.cloudformation.send(
        new DescribeTypeCommand({ Type, TypeName: Gone }),
      )
    ).DeprecatedStatus;
  const live = { types: [Gone], versions: ["00000001 (default)"] };
  const gone = { types: [], versions: [] };
  deepEqual(await found("LIVE"), live);
  deepEqual(await found("DEPRECATED"), gone);
  equal(await statusOf(), "LIVE");

  const stranger = await makeUser(
    cloud,
    "stranger",
    allowing("cloudformation:ListTypes"),
  );
  const deregister = new DeregisterTypeCommand({ Type, TypeName: Gone });
  await rejects(stranger.cloudformation.send(deregister), {
    name: "AccessDenied",
  });
  await cloud.cloudformation.send(deregister);
  deepEqual(await found("LIVE"), {
    types: [],
    versions: "TypeNotFoundException",
  });
  deepEqual(await found("DEPRECATED"), live);
  equal(await statusOf(), "DEPRECATED");
  await rejects(
    cloud.cloudformation.send(
      new SetTypeConfigurationCommand({
        Type,
        TypeName: Gone,
        Configuration: configuration({}),
      }),
    ),
    { name: "TypeNotFoundException" },
  );
  const deprecated = (input: ListTypesInput) =>
    listed({ ...input, DeprecatedStatus: "DEPRECATED" });
  deepEqual(await deprecated({ Type: "RESOURCE" }), []);
  deepEqual(await deprecated({ Visibility: "PUBLIC" }), []);
  deepEqual(await deprecated({ Filters: { Category: "ACTIVATED" } }), []);

  await registered(cloud, Gone, packed);
  deepEqual(await found("LIVE"), {
    types: [Gone],
    versions: ["00000002 (default)"],
  });
  deepEqual(await found("DEPRECATED"), { types: [], versions: ["00000001"] });
  equal(await statusOf(), "LIVE");
  await cloud.cloudformation.send(deregister);
});

test("a public hook is activated under a name of its own, listed as such, and deactivated", async () => {
  const arn = await activated(
    cloud,
    "GuardHook",
    role,
    { ruleLocation: "s3://rules/a.guard" },
    { alias: "Private::Guard::Registry" },
  );
  await registered(cloud, TypeName, hookPackage(TypeName, FILES));
  const alias = "Private::Guard::Registry";
  deepEqual(await listed({}), [TypeName, alias]);
  deepEqual(await listed({ Filters: { Category: "ACTIVATED" } }), [alias]);
  deepEqual(await listed({ Filters: { Category: "REGISTERED" } }), [TypeName]);
  deepEqual(await listed({ Filters: { Category: "THIRD_PARTY" } }), [TypeName]);
  deepEqual(await listed({ Filters: { PublisherId: "aws-hooks" } }), [alias]);
  deepEqual(await listed({ Filters: { TypeNamePrefix: "MyCo" } }), [TypeName]);
  deepEqual(await listed({ Filters: { Category: "AWS_TYPES" } }), []);
  deepEqual(await listed({ Type: "RESOURCE" }), []);
  deepEqual(await listed({ Visibility: "PUBLIC", Type: "HOOK" }), [
    "AWS::Hooks::GuardHook",
    "AWS::Hooks::LambdaHook",
  ]);
  const topic = await cloud.cloudformation.send(
    new DescribeTypeCommand({ Type: "RESOURCE", TypeName: "AWS::SNS::Topic" }),
  );
  equal(topic.Visibility, "PUBLIC");
  match(topic.Schema ?? "", /"TopicName"/);
  const page = await cloud.cloudformation.send(
    new ListTypesCommand({ MaxResults: 1 }),
  );
  const { NextToken } = page;
  deepEqual(await listed({ NextToken }), [alias]);

  const described = await cloud.cloudformation.send(
    new DescribeTypeCommand({ Arn: arn }),
  );
  equal(described.OriginalTypeName, "AWS::Hooks::GuardHook");
  equal(described.ExecutionRoleArn, role);
  await rejects(
    cloud.cloudformation.send(new DeregisterTypeCommand({ Arn: arn })),
    { name: "CFNRegistryException", message: /deactivate it instead/ },
  );
  await cloud.cloudformation.send(new DeactivateTypeCommand({ Arn: arn }));
  await rejects(
    cloud.cloudformation.send(new DeactivateTypeCommand({ Arn: arn })),
    { name: "TypeNotFoundException" },
  );
  await rejects(
    cloud.cloudformation.send(new DeactivateTypeCommand({ Type, TypeName })),
    { name: "CFNRegistryException", message: /deregister it instead/ },
  );
  await rejects(
    cloud.cloudformation.send(
      new ActivateTypeCommand({ Type, TypeName: "AWS::Hooks::GuardHook" }),
    ),
    { name: "CFNRegistryException", message: /execution role is required/ },
  );
});

test("a configuration is held to its schemas, and shown as it was set", async () => {
  await registered(cloud, TypeName, hookPackage(TypeName, FILES));
  const set = (Configuration: string) =>
    cloud.cloudformation.send(
      new SetTypeConfigurationCommand({ Type, TypeName, Configuration }),
    );
  for (const [bad, reason] of [
    ["{", /not valid JSON/],
    ["{}", /CloudFormationConfiguration/],
    [configuration({ Colour: "blue" }), /Colour/],
    [configuration({}, { FailureMode: "PANIC" }), /FailureMode/],
    [configuration({}, { TargetOperations: ["WORLD"] }), /TargetOperations/],
    [
      configuration({}, { StackFilters: { FilteringCriteria: "SOME" } }),
      /FilteringCriteria/,
    ],
  ] as const)
    await rejects(set(bad), { name: "CFNRegistryException", message: reason });
  const { ConfigurationArn } = await set(configuration({ Limit: "3" }));
  const { TypeConfigurations = [], Errors } = await cloud.cloudformation.send(
    new BatchDescribeTypeConfigurationsCommand({
      TypeConfigurationIdentifiers: [
        { Type, TypeName },
        { Type, TypeName: "MyCompany::Testing::Nothing" },
      ],
    }),
  );
  equal(TypeConfigurations.length, 1);
  equal(TypeConfigurations[0]?.Arn, ConfigurationArn);
  equal(TypeConfigurations[0]?.Configuration, configuration({ Limit: "3" }));
  equal(Errors?.[0]?.ErrorCode, "TypeConfigurationNotFound");
});

test("what the registry does not do it says, and only those who may use it", async () => {
  const type = { Type, TypeName } as const;
  await rejects(cloud.cloudformation.send(new PublishTypeCommand(type)), {
    name: "CFNRegistryException",
    message: /cannot be published here/,
  });
  await rejects(cloud.cloudformation.send(new TestTypeCommand(type)), {
    name: "CFNRegistryException",
    message: /not tested here/,
  });
  const SchemaHandlerPackage = "s3://uploads/hook.zip";
  await rejects(
    cloud.cloudformation.send(
      new RegisterTypeCommand({
        Type: "RESOURCE",
        TypeName,
        SchemaHandlerPackage,
      }),
    ),
    { name: "CFNRegistryException", message: /of the kind HOOK/ },
  );
  for (const reserved of [
    "AWS::Test::Hook",
    "Custom::Test::Hook",
    "Dev::Test::Hook",
  ])
    await rejects(
      cloud.cloudformation.send(
        new RegisterTypeCommand({
          Type,
          TypeName: reserved,
          SchemaHandlerPackage,
        }),
      ),
      { name: "CFNRegistryException", message: /reserved/ },
    );
  // Who registers hands the hook's role over, and reads the package with rights of their own.
  const register = new RegisterTypeCommand({
    ...type,
    SchemaHandlerPackage,
    ExecutionRoleArn: role,
  });
  const ada = await makeUser(
    cloud,
    "ada",
    allowing("cloudformation:RegisterType"),
  );
  await rejects(ada.cloudformation.send(register), { message: /iam:PassRole/ });
  const grace = await makeUser(
    cloud,
    "grace",
    allowing(["cloudformation:RegisterType", "iam:PassRole"]),
  );
  await rejects(grace.cloudformation.send(register), {
    message: /cannot be read.*s3:GetObject/,
  });
  const joan = await makeUser(
    cloud,
    "joan",
    allowing(["cloudformation:RegisterType", "iam:PassRole", "s3:GetObject"]),
  );
  await joan.cloudformation.send(register);
});
