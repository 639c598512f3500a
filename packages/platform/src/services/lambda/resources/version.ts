import {
  DeleteFunctionCommand,
  GetFunctionConfigurationCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
} from "@aws-sdk/client-lambda";
import { parseArn } from "../../../core/arn.ts";
import { fault } from "../../../core/errors.ts";
import { given } from "../../../core/resource-input.ts";
import { everyPage } from "../../../core/resource-pages.ts";
import { refuseUnbuilt } from "../../../core/resource-refusals.ts";
import {
  regionalRow,
  resourceType,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { wholeOrGone } from "../../../core/whole-resource.ts";
import { referenceTo } from "../function-reference.ts";
import { absent } from "./absent.ts";
import { provision, provisioned } from "./provisioned.ts";
import { untilReady } from "./ready.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::Lambda::Version";

const ownArn = regionalRow((place, name = "", qualifier) =>
  Number(qualifier) > 0
    ? referenceTo(place, name, String(Number(qualifier))).arn
    : undefined,
);

export const version = resourceType({
  typeName,
  schema: schemaOf(typeName),
  rows: { "lambda.versions": ownArn, "lambda.provisioned-concurrency": ownArn },

  async create(properties, ctx) {
    refuseUnbuilt(typeName, properties, [
      "FunctionScalingConfig",
      "RuntimePolicy",
    ]);
    const FunctionName = properties["FunctionName"] as string;
    const known = (await ctx.isRepeated())
      ? []
      : await versionsOf(FunctionName, ctx);
    const { FunctionArn = "", Version = "" } = await ctx.send(
      new PublishVersionCommand({
        ...given(properties, ["CodeSha256", "Description"]),
        FunctionName,
      }),
    );
    // Otherwise two resources would be one version, and the end of one that of both.
    if (known.includes(Version))
      throw fault(
        "AlreadyExists",
        `A version for this Lambda function exists ( ${Version} ). Modify the function to create a new version.`,
        409,
      );
    await wholeOrGone(
      async () => {
        const named = { FunctionName, Qualifier: Version };
        await untilReady(named, ctx);
        await provision(named, { before: {}, after: properties }, ctx);
      },
      () => remove(FunctionArn, ctx),
    );
    return FunctionArn;
  },

  async read(FunctionArn, ctx) {
    const found = await ctx
      .send(new GetFunctionConfigurationCommand({ FunctionName: FunctionArn }))
      .catch(absent);
    if (!found) return undefined;
    const { Version = "", Description, CodeSha256, FunctionName = "" } = found;
    return {
      FunctionArn,
      FunctionName,
      Version,
      CodeSha256,
      ...(Description ? { Description } : {}),
      ...(await provisioned({ FunctionName, Qualifier: Version }, ctx)),
    };
  },

  delete: remove,
});

async function remove(
  FunctionArn: string,
  ctx: ResourceContext,
): Promise<void> {
  const [, , Qualifier = ""] = parseArn(FunctionArn)?.resource.split(":") ?? [];
  await ctx
    .send(
      new DeleteFunctionCommand({
        FunctionName: FunctionArn.slice(0, -Qualifier.length - 1),
        Qualifier,
      }),
    )
    .catch(absent);
}

const versionsOf = (
  FunctionName: string,
  ctx: ResourceContext,
): Promise<readonly string[]> =>
  everyPage(async (Marker) => {
    const { Versions = [], NextMarker } = await ctx.send(
      new ListVersionsByFunctionCommand({
        FunctionName,
        ...(Marker === undefined ? {} : { Marker }),
      }),
    );
    return {
      items: Versions.map(({ Version = "" }) => Version),
      next: NextMarker,
    };
  });
