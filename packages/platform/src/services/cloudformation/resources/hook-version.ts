import {
  DeregisterTypeCommand,
  DescribeTypeCommand,
  DescribeTypeRegistrationCommand,
  ListTypesCommand,
  ListTypeVersionsCommand,
  RegisterTypeCommand,
  type RegisterTypeCommandInput,
} from "@aws-sdk/client-cloudformation";
import { fault } from "../../../core/errors.ts";
import { absentAs } from "../../../core/resource-absence.ts";
import { given } from "../../../core/resource-input.ts";
import { everyPage } from "../../../core/resource-pages.ts";
import { deleteWhenFree } from "../../../core/resource-patience.ts";
import {
  resourceType,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::CloudFormation::HookVersion";
const GONE = "TypeNotFoundException";

/** A version of a hook, from a package in S3 as `cfn submit` makes it. Nothing of a version can be changed. */
export const hookVersion = resourceType({
  typeName,
  schema: schemaOf(typeName),

  async create(properties, ctx) {
    const { RegistrationToken = "" } = await ctx.send(
      new RegisterTypeCommand({
        Type: "HOOK",
        ...given(properties, [
          "ExecutionRoleArn",
          "LoggingConfig",
          "SchemaHandlerPackage",
          "TypeName",
        ]),
      } as RegisterTypeCommandInput),
    );
    return registered(RegistrationToken, ctx);
  },

  async read(Arn, ctx) {
    const type = await describedVersion(Arn, ctx);
    return (
      type && {
        Arn,
        TypeArn: typeArnOf(Arn),
        VersionId: versionIdOf(Arn),
        ...given({ ...type }, [
          "ExecutionRoleArn",
          "IsDefaultVersion",
          "LoggingConfig",
          "TypeName",
          "Visibility",
        ]),
      }
    );
  },

  /** The default version goes last, and with it the hook. */
  async delete(Arn, ctx) {
    if (await describedVersion(Arn, ctx))
      await deleteWhenFree(
        () => new DeregisterTypeCommand({ Arn }),
        { gone: [GONE], held: ["CFNRegistryException"] },
        ctx,
      );
  },

  async list(ctx) {
    const versions = (await ownHooks(ctx)).map((Arn) => versionsOf(Arn, ctx));
    return (await Promise.all(versions)).flat();
  },
});

/** `…:type/hook/Name` of `…:type/hook/Name/00000001`. */
export const typeArnOf = (versionArn: string): string =>
  versionArn.split("/").slice(0, 3).join("/");

/** `00000001` of the same. */
export const versionIdOf = (versionArn: string): string =>
  versionArn.split("/")[3] ?? "";

/** The ARNs of the hooks that the account registered itself. */
export const ownHooks = (ctx: ResourceContext): Promise<readonly string[]> =>
  everyPage(async (NextToken) => {
    const page = await ctx.send(
      new ListTypesCommand({
        Type: "HOOK",
        Visibility: "PRIVATE",
        Filters: { Category: "REGISTERED" },
        ...(NextToken === undefined ? {} : { NextToken }),
      }),
    );
    return {
      items: page.TypeSummaries?.map(({ TypeArn = "" }) => TypeArn),
      next: page.NextToken,
    };
  });

/** A version is there once its package has been looked at. @throws Fault NotStabilized where that shows it to be none */
async function registered(
  RegistrationToken: string,
  ctx: ResourceContext,
): Promise<string> {
  const look = () =>
    ctx.send(new DescribeTypeRegistrationCommand({ RegistrationToken }));
  await ctx.until(async () => (await look()).ProgressStatus !== "IN_PROGRESS");
  const { TypeVersionArn, Description } = await look();
  if (TypeVersionArn === undefined)
    throw fault(
      "NotStabilized",
      Description ?? "The package was not registered.",
      400,
    );
  return TypeVersionArn;
}

/** A version in use; one that is taken out of it is still told of. */
async function describedVersion(Arn: string, ctx: ResourceContext) {
  const type = await ctx
    .send(new DescribeTypeCommand({ Arn }))
    .catch(absentAs(GONE));
  return type?.DeprecatedStatus === "DEPRECATED" ? undefined : type;
}

const versionsOf = (TypeArn: string, ctx: ResourceContext) =>
  everyPage(async (NextToken) => {
    const page = await ctx.send(
      new ListTypeVersionsCommand({
        Arn: TypeArn,
        ...(NextToken === undefined ? {} : { NextToken }),
      }),
    );
    return {
      items: page.TypeVersionSummaries?.map(({ Arn = "" }) => Arn),
      next: page.NextToken,
    };
  });
