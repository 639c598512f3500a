import {
  CreateFunctionCommand,
  InvalidParameterValueException,
  ResourceConflictException,
  type CreateFunctionRequest,
} from "@aws-sdk/client-lambda";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { LARGEST_REQUEST, receiveCode } from "../code/receive.ts";
import { usableConfig } from "../code-signing-config.ts";
import { configurationOf, inCreation } from "../configuration.ts";
import { deploy } from "../deployment.ts";
import { checkExecutionRole } from "../execution-role.ts";
import { wholeFunction } from "../function-reference.ts";
import { checkDeadLetters } from "../invocation/destinations/check.ts";
import { usedLayers } from "../layer-use.ts";
import { attach } from "../network/interfaces.ts";
import { inNetwork } from "../network/vpc-config.ts";
import { configurationKeys, passRole, useLayers } from "../permissions.ts";
import { passProactiveRules } from "../proactive-rules.ts";
import { publish } from "../publication.ts";
import { newRevision } from "../revision.ts";
import { initialSettings } from "../settings.ts";
import {
  functions,
  LATEST,
  versions,
  type FunctionRow,
  type VersionRow,
} from "../tables.ts";
import { checkedTags } from "../tagged-resource.ts";

const LONGEST_NAME = 64;

export const CreateFunction = operation(CreateFunctionCommand, {
  maxBody: LARGEST_REQUEST,
  audit: { eventName: "CreateFunction20150331" },

  async needs(input, ctx) {
    const { functionArn } = wholeFunction(
      input.FunctionName,
      "CreateFunction",
      ctx,
    );
    return [
      allow("lambda:CreateFunction", functionArn, {
        "lambda:CodeSigningConfigArn": input.CodeSigningConfigArn,
        ...(await configurationKeys(input, ctx)),
        ...requestTagKeys(input.Tags),
      }),
      passRole(input.Role, functionArn),
      ...useLayers(input.Layers),
    ];
  },

  async receive(input, ctx) {
    refuseSignedImage(input);
    return receiveCode(input.Code, ctx);
  },

  async handle(input, ctx, received) {
    const reference = wholeFunction(input.FunctionName, "CreateFunction", ctx);
    const { functionName } = reference;
    checkName(functionName);
    const { CodeSigningConfigArn } = input;
    const config =
      CodeSigningConfigArn === undefined
        ? undefined
        : await usableConfig(CodeSigningConfigArn, ctx);
    if (await ctx.table(functions).get(functionName))
      throw fault(
        ResourceConflictException,
        `Function already exist: ${functionName}`,
      );

    const given = initialSettings(functionName, input);
    const tags = checkedTags(input.Tags);
    await checkExecutionRole(input.Role, reference, ctx);
    await checkDeadLetters(input.DeadLetterConfig, input.Role, reference, ctx);
    const settings = await inNetwork(given, input.VpcConfig, reference, ctx);
    const layers = await usedLayers(input.Layers ?? [], [], ctx);
    const owner: FunctionRow = {
      functionName,
      createdAt: ctx.now(),
      nextVersion: 1,
      tags,
      ...(config ? { codeSigningConfigArn: config.arn } : {}),
    };
    await passProactiveRules(
      { owner, settings, layers, code: input.Code },
      reference,
      ctx,
    );
    const code = await deploy(
      {
        reference,
        package: received,
        layers,
        addedLayers: layers,
        config,
        dryRun: false,
      },
      ctx,
    );

    const latest: VersionRow = {
      functionName,
      version: LATEST,
      settings,
      code,
      layers,
      revisionId: newRevision(),
      modifiedAt: ctx.now(),
    };
    await ctx.table(functions).put(owner);
    await ctx.table(versions).put(latest);
    await attach(latest, reference, ctx);
    const answered = input.Publish
      ? await publish(owner, latest, undefined, { reference, ctx })
      : latest;
    return inCreation(configurationOf(answered, reference));
  },
});

function refuseSignedImage({
  CodeSigningConfigArn,
  PackageType,
  Code,
}: CreateFunctionRequest): void {
  const isImage = PackageType === "Image" || Code?.ImageUri !== undefined;
  if (isImage && CodeSigningConfigArn !== undefined)
    throw fault(
      InvalidParameterValueException,
      "Code signing is not supported for functions created with container images.",
    );
}

function checkName(name: string): void {
  if (name.length > LONGEST_NAME)
    throw fault(
      InvalidParameterValueException,
      `The function name must be ${LONGEST_NAME} characters or fewer, not ${name.length}.`,
    );
}
