import { setTimeout as sleep } from "node:timers/promises";
import {
  ActivateTypeCommand,
  CreateStackCommand,
  DescribeStacksCommand,
  DescribeTypeRegistrationCommand,
  RegisterTypeCommand,
  SetTypeConfigurationCommand,
  DescribeStackEventsCommand,
  type StackEvent,
} from "@aws-sdk/client-cloudformation";
import { CreateRoleCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { writeZip } from "@gatehouse/signing";
import type { Clients, Cloud } from "../../../../testing/cloud.ts";

/** Makes a role that hooks may assume. */
export async function hookRole(
  cloud: Clients,
  actions: readonly string[],
  RoleName = "hook",
): Promise<string> {
  const { Role } = await cloud.iam.send(
    new CreateRoleCommand({
      RoleName,
      AssumeRolePolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: {
          Effect: "Allow",
          Principal: {
            Service: [
              "hooks.cloudformation.amazonaws.com",
              "resources.cloudformation.amazonaws.com",
            ],
          },
          Action: "sts:AssumeRole",
        },
      }),
    }),
  );
  if (actions.length > 0)
    await cloud.iam.send(
      new PutRolePolicyCommand({
        RoleName,
        PolicyName: "rights",
        PolicyDocument: JSON.stringify({
          Version: "2012-10-17",
          Statement: { Effect: "Allow", Action: actions, Resource: "*" },
        }),
      }),
    );
  return Role?.Arn ?? "";
}

/** Puts an object into a bucket that is made for it, and answers its S3 URI. */
export async function stored(
  cloud: Clients,
  Key: string,
  Body: string | Uint8Array,
  Bucket = "hook-rules",
): Promise<string> {
  await cloud.s3
    .send(new CreateBucketCommand({ Bucket }))
    .catch(() => undefined);
  await cloud.s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  return `s3://${Bucket}/${Key}`;
}

/** What a hook's configuration says besides its own properties. */
export interface HookUse {
  readonly HookInvocationStatus?: string;
  readonly FailureMode?: string;
  readonly TargetOperations?: readonly string[];
  readonly TargetFilters?: object;
  readonly StackFilters?: object;
}

/** The text that SetTypeConfiguration takes. */
export function configuration(Properties: object, use: HookUse = {}): string {
  return JSON.stringify({
    CloudFormationConfiguration: {
      HookConfiguration: {
        HookInvocationStatus: "ENABLED",
        FailureMode: "FAIL",
        TargetOperations: ["RESOURCE"],
        Properties,
        ...use,
      },
    },
  });
}

/** Activates one of AWS's own hooks, and enables it. */
export async function activated(
  cloud: Clients,
  kind: "GuardHook" | "LambdaHook",
  ExecutionRoleArn: string,
  properties: object,
  { alias = "Private::Test::Hook", ...use }: HookUse & { alias?: string } = {},
): Promise<string> {
  const { Arn = "" } = await cloud.cloudformation.send(
    new ActivateTypeCommand({
      Type: "HOOK",
      TypeName: `AWS::Hooks::${kind}`,
      PublisherId: "aws-hooks",
      TypeNameAlias: alias,
      ExecutionRoleArn,
    }),
  );
  await cloud.cloudformation.send(
    new SetTypeConfigurationCommand({
      TypeArn: Arn,
      Configuration: configuration(properties, use),
    }),
  );
  return Arn;
}

/** A package as `cfn submit` makes one of a hook's project. */
export function hookPackage(
  TypeName: string,
  files: Readonly<Record<string, string>>,
  {
    runtime = "python3.12",
    entrypoint = "my_hook.handlers.hook",
    ...schema
  }: { runtime?: string; entrypoint?: string } & Record<string, unknown> = {},
): Uint8Array {
  const handler = { targetNames: ["AWS::SNS::Topic"], permissions: [] };
  const provider = writeZip(
    Object.entries(files).map(([name, body]) => ({ name, body })),
  );
  return writeZip([
    {
      name: "schema.json",
      body: JSON.stringify({
        typeName: TypeName,
        description: "A hook for tests",
        typeConfiguration: {
          properties: { Limit: { type: "string" } },
          additionalProperties: false,
        },
        required: [],
        handlers: { preCreate: handler, preUpdate: handler },
        additionalProperties: false,
        ...schema,
      }),
    },
    {
      name: ".rpdk-config",
      body: JSON.stringify({
        artifact_type: "HOOK",
        typeName: TypeName,
        language: "python39",
        runtime,
        entrypoint,
      }),
    },
    { name: "target-info.json", body: "{}" },
    { name: "ResourceProvider.zip", body: provider },
  ]);
}

/** Registers a package, and answers what became of it. */
export async function registered(
  cloud: Cloud,
  TypeName: string,
  packed: Uint8Array,
  more: Partial<ConstructorParameters<typeof RegisterTypeCommand>[0]> = {},
) {
  const { RegistrationToken } = await cloud.cloudformation.send(
    new RegisterTypeCommand({
      Type: "HOOK",
      TypeName,
      SchemaHandlerPackage: await stored(cloud, "hook.zip", packed, "uploads"),
      ...more,
    }),
  );
  await cloud.settled();
  return cloud.cloudformation.send(
    new DescribeTypeRegistrationCommand({ RegistrationToken }),
  );
}

/** What a stack's events tell of hooks, the oldest first. */
export async function hookEvents(
  cloud: Cloud,
  StackName: string,
): Promise<readonly StackEvent[]> {
  const { StackEvents = [] } = await cloud.cloudformation.send(
    new DescribeStackEventsCommand({ StackName }),
  );
  return StackEvents.toReversed().filter(({ HookType }) => HookType);
}

/** Makes a stack whose hook is waited for in vain: the platform's clock moves on until that is over. */
export async function outlasted(
  cloud: Cloud,
  StackName: string,
  TemplateBody: string,
): Promise<string | undefined> {
  await cloud.cloudformation.send(
    new CreateStackCommand({ StackName, TemplateBody }),
  );
  for (;;) {
    const { Stacks = [] } = await cloud.cloudformation.send(
      new DescribeStacksCommand({ StackName }),
    );
    const status = Stacks[0]?.StackStatus;
    if (!status?.endsWith("IN_PROGRESS")) return status;
    cloud.advance(60);
    await sleep(20);
  }
}
