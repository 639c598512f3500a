import { isDeepStrictEqual } from "node:util";
import {
  CreateFunctionCommand,
  DeleteFunctionCodeSigningConfigCommand,
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  ListFunctionsCommand,
  PutFunctionCodeSigningConfigCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionRecursionConfigCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  type Architecture,
  type CreateFunctionCommandInput,
  type RecursiveLoop,
} from "@aws-sdk/client-lambda";
import { arn } from "../../../core/arn.ts";
import { fault } from "../../../core/errors.ts";
import { changedMembers } from "../../../core/resource-input.ts";
import { everyPage } from "../../../core/resource-pages.ts";
import { refuseUnbuilt } from "../../../core/resource-refusals.ts";
import { tagMap } from "../../../core/resource-tags.ts";
import {
  regionalRow,
  resourceType,
  type Change,
  type Properties,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { wholeOrGone } from "../../../core/whole-resource.ts";
import { absent } from "./absent.ts";
import {
  asSettings,
  codeOf,
  creationMembers,
  RESTS,
} from "./function-input.ts";
import { readFunction } from "./function-output.ts";
import { untilReady } from "./ready.ts";
import { retag } from "./retag.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::Lambda::Function";
const LATEST = 0;

export const lambdaFunction = resourceType({
  typeName,
  schema: schemaOf(typeName),
  rows: {
    "lambda.functions": regionalRow((_place, name) => name),
    "lambda.versions": regionalRow((_place, name, version) =>
      Number(version) === LATEST ? name : undefined,
    ),
  },

  async create(properties, ctx) {
    checkBuilt(properties);
    const FunctionName =
      (properties["FunctionName"] as string) ?? ctx.name({ most: 64 });
    const Tags = tagMap(properties["Tags"]);
    await ctx.send(
      new CreateFunctionCommand({
        ...creationMembers(properties),
        FunctionName,
        Code: codeOf(properties),
        ...(Object.keys(Tags).length > 0 ? { Tags } : {}),
      } as CreateFunctionCommandInput),
    );
    await wholeOrGone(
      async () => {
        await untilReady({ FunctionName }, ctx);
        await setAside(FunctionName, { before: {}, after: properties }, ctx);
      },
      () => remove(FunctionName, ctx),
    );
    return FunctionName;
  },

  read: readFunction,

  async update(FunctionName, change, ctx) {
    checkBuilt(change.after);
    await setCodeSigning(FunctionName, change, ctx);
    await updateCode(FunctionName, change, ctx);
    await updateConfiguration(FunctionName, change, ctx);
    await setAside(FunctionName, change, ctx);
    await retag(arn("lambda", ctx, `function:${FunctionName}`), change, ctx);
  },

  delete: remove,

  list: (ctx) =>
    everyPage(async (Marker) => {
      const { Functions = [], NextMarker } = await ctx.send(
        new ListFunctionsCommand(Marker === undefined ? {} : { Marker }),
      );
      return {
        items: Functions.map(({ FunctionName = "" }) => FunctionName),
        next: NextMarker,
      };
    }),
});

async function remove(
  FunctionName: string,
  ctx: ResourceContext,
): Promise<void> {
  await ctx.send(new DeleteFunctionCommand({ FunctionName })).catch(absent);
}

/** The service refuses the rest that is not built. */
function checkBuilt(properties: Properties): void {
  refuseUnbuilt(typeName, properties, [
    "FunctionScalingConfig",
    "PublishToLatestPublished",
  ]);
  const { UpdateRuntimeOn = "Auto" } = (properties["RuntimeManagementConfig"] ??
    {}) as { UpdateRuntimeOn?: string };
  if (UpdateRuntimeOn !== "Auto")
    throw fault(
      "InvalidRequest",
      `The property RuntimeManagementConfig of ${typeName} is built for UpdateRuntimeOn Auto only.`,
      400,
    );
}

/** Before the code: it is the new configuration that judges new code. */
async function setCodeSigning(
  FunctionName: string,
  { before, after }: Change,
  ctx: ResourceContext,
): Promise<void> {
  const CodeSigningConfigArn = after["CodeSigningConfigArn"] as
    string | undefined;
  if (before["CodeSigningConfigArn"] === CodeSigningConfigArn) return;
  await ctx.send(
    CodeSigningConfigArn
      ? new PutFunctionCodeSigningConfigCommand({
          FunctionName,
          CodeSigningConfigArn,
        })
      : new DeleteFunctionCodeSigningConfigCommand({ FunctionName }),
  );
}

async function updateCode(
  FunctionName: string,
  { before, after }: Change,
  ctx: ResourceContext,
): Promise<void> {
  const names = ["Code", "Architectures"];
  if (names.every((name) => isDeepStrictEqual(before[name], after[name])))
    return;
  const Architectures = (after["Architectures"] as Architecture[]) ?? [
    "x86_64",
  ];
  await ctx.send(
    new UpdateFunctionCodeCommand({
      FunctionName,
      Architectures,
      ...codeOf(after),
    }),
  );
  await untilReady({ FunctionName }, ctx);
}

async function updateConfiguration(
  FunctionName: string,
  { before, after }: Change,
  ctx: ResourceContext,
): Promise<void> {
  const members = changedMembers(
    { before: asSettings(before), after: asSettings(after) },
    RESTS,
  );
  if (Object.keys(members).length === 0) return;
  await ctx.send(
    new UpdateFunctionConfigurationCommand({ ...members, FunctionName }),
  );
  await untilReady({ FunctionName }, ctx);
}

/** What is set for a function beside its configuration. */
async function setAside(
  FunctionName: string,
  { before, after }: Change,
  ctx: ResourceContext,
): Promise<void> {
  const ReservedConcurrentExecutions = after["ReservedConcurrentExecutions"] as
    number | undefined;
  if (before["ReservedConcurrentExecutions"] !== ReservedConcurrentExecutions)
    await ctx.send(
      ReservedConcurrentExecutions === undefined
        ? new DeleteFunctionConcurrencyCommand({ FunctionName })
        : new PutFunctionConcurrencyCommand({
            FunctionName,
            ReservedConcurrentExecutions,
          }),
    );
  if (before["RecursiveLoop"] !== after["RecursiveLoop"])
    await ctx.send(
      new PutFunctionRecursionConfigCommand({
        FunctionName,
        RecursiveLoop: (after["RecursiveLoop"] as RecursiveLoop) ?? "Terminate",
      }),
    );
}
