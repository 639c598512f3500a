import type { DescribeTypeOutput } from "@aws-sdk/client-cloudformation";
import type { Context } from "../../../core/context.ts";
import {
  findDeregistered,
  findHook,
  namedType,
  noSuchType,
  versionOf,
  type NamedType,
  type TypeAddress,
} from "./known-type.ts";
import {
  PUBLIC_HOOKS,
  PUBLIC_VERSION,
  PUBLISHER,
  publicHook,
  publicHookArn,
  publicSchema,
  type PublicHook,
} from "./public-types.ts";
import type { HookSchema } from "./hook-schema.ts";
import { dashed, hookArn, type HookTypeRow } from "./tables.ts";

/** What DescribeType answers. @throws Fault TypeNotFoundException */
export async function describedType(
  input: TypeAddress,
  ctx: Context,
): Promise<DescribeTypeOutput> {
  const named = namedType(input);
  const described =
    named.kind === "HOOK"
      ? await describedHook(named, ctx)
      : named.kind === "RESOURCE"
        ? await describedResource(named, ctx)
        : undefined;
  if (!described) throw noSuchType(input);
  return described;
}

async function describedHook(
  { dashedName, versionId, isPublic }: NamedType,
  ctx: Context,
): Promise<DescribeTypeOutput | undefined> {
  const hook = isPublic
    ? undefined
    : ((await findHook(dashedName, ctx)) ??
      (await findDeregistered(dashedName, ctx)));
  const known = PUBLIC_HOOKS.find(
    ({ typeName }) => dashed(typeName) === dashedName,
  );
  if (hook)
    return hook.originalTypeName === undefined
      ? describedOwn(hook, versionId, ctx)
      : describedActivated(hook, ctx);
  return known && describedPublic(known, ctx);
}

async function describedOwn(
  hook: HookTypeRow,
  versionId: string | undefined,
  ctx: Context,
): Promise<DescribeTypeOutput> {
  const { typeName, defaultVersionId } = hook;
  const version = await versionOf(hook, versionId, ctx);
  const { sourceUrl, documentationUrl } = JSON.parse(
    version.schema,
  ) as HookSchema;
  return {
    Arn: hookArn(
      ctx,
      typeName,
      versionId === undefined ? undefined : version.versionId,
    ),
    Type: "HOOK",
    TypeName: typeName,
    DefaultVersionId: defaultVersionId,
    IsDefaultVersion: version.versionId === defaultVersionId,
    TypeTestsStatus: "NOT_TESTED",
    Description: version.description,
    Schema: version.schema,
    ConfigurationSchema: version.configurationSchema,
    DeprecatedStatus: version.deprecated ? "DEPRECATED" : "LIVE",
    LoggingConfig: version.logging,
    ExecutionRoleArn: version.executionRoleArn,
    Visibility: "PRIVATE",
    SourceUrl: sourceUrl,
    DocumentationUrl: documentationUrl,
    LastUpdated: new Date(hook.updatedAt),
    TimeCreated: new Date(version.createdAt),
    IsActivated: true,
  };
}

function describedActivated(
  hook: HookTypeRow,
  ctx: Context,
): DescribeTypeOutput | undefined {
  const known = publicHook(hook.originalTypeName ?? "");
  return (
    known && {
      ...describedPublic(known, ctx),
      Arn: hookArn(ctx, hook.typeName),
      TypeName: hook.typeName,
      Schema: JSON.stringify(publicSchema(known, hook.typeName)),
      DefaultVersionId: hook.defaultVersionId,
      IsDefaultVersion: true,
      Visibility: "PRIVATE",
      OriginalTypeName: known.typeName,
      OriginalTypeArn: publicHookArn(ctx, known.typeName),
      ExecutionRoleArn: hook.executionRoleArn,
      LoggingConfig: hook.logging,
      AutoUpdate: hook.autoUpdate,
      IsActivated: true,
      LastUpdated: new Date(hook.updatedAt),
      TimeCreated: new Date(hook.createdAt),
    }
  );
}

function describedPublic(known: PublicHook, ctx: Context): DescribeTypeOutput {
  const { typeName, description } = known;
  return {
    Arn: publicHookArn(ctx, typeName),
    Type: "HOOK",
    TypeName: typeName,
    Description: description,
    Schema: JSON.stringify(publicSchema(known, typeName)),
    DeprecatedStatus: "LIVE",
    Visibility: "PUBLIC",
    PublisherId: PUBLISHER,
    PublicVersionNumber: PUBLIC_VERSION,
    LatestPublicVersion: PUBLIC_VERSION,
    IsActivated: false,
  };
}

async function describedResource(
  { dashedName }: NamedType,
  ctx: Context,
): Promise<DescribeTypeOutput | undefined> {
  const typeName = dashedName.replaceAll("-", "::");
  const type = await ctx.platform.resourceTypes.find(typeName);
  if (!type) return undefined;
  const schema = await type.schema();
  const { description } = schema as { description?: string };
  return {
    Arn: resourceTypeArn(ctx, typeName),
    Type: "RESOURCE",
    TypeName: typeName,
    Description: description,
    Schema: JSON.stringify(schema),
    ProvisioningType: type.update ? "FULLY_MUTABLE" : "IMMUTABLE",
    DeprecatedStatus: "LIVE",
    Visibility: "PUBLIC",
    IsActivated: true,
  };
}

export const resourceTypeArn = (
  { region }: { readonly region: string },
  typeName: string,
): string =>
  `arn:aws:cloudformation:${region}::type/resource/${dashed(typeName)}`;
