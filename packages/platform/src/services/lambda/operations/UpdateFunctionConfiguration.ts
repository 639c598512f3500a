import { UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import type { Context } from "../../../core/context.ts";
import { operation } from "../../../core/operation.ts";
import { usableConfig } from "../code-signing-config.ts";
import { configurationOf, inUpdate } from "../configuration.ts";
import { checkExecutionRole } from "../execution-role.ts";
import {
  wholeFunction,
  type FunctionReference,
} from "../function-reference.ts";
import { knownFunction, latestVersion } from "../function-rows.ts";
import { checkDeadLetters } from "../invocation/destinations/check.ts";
import { checkUnzippedSize, usedLayers } from "../layer-use.ts";
import { attach } from "../network/interfaces.ts";
import { inNetwork } from "../network/vpc-config.ts";
import {
  configurationKeys,
  onFunction,
  passRole,
  useLayers,
} from "../permissions.ts";
import { passProactiveRules } from "../proactive-rules.ts";
import { checkRevision, newRevision } from "../revision.ts";
import { changedSettings } from "../settings.ts";
import { versions, type LayerUse, type VersionRow } from "../tables.ts";
import { passGate } from "../verification/gate.ts";

export const UpdateFunctionConfiguration = operation(
  UpdateFunctionConfigurationCommand,
  {
    audit: { eventName: "UpdateFunctionConfiguration20150331v2" },

    async needs(input, ctx) {
      const reference = named(input.FunctionName, ctx);
      return [
        await onFunction(
          "lambda:UpdateFunctionConfiguration",
          reference,
          ctx,
          await configurationKeys(input, ctx),
        ),
        ...(input.Role === undefined
          ? []
          : [passRole(input.Role, reference.functionArn)]),
        ...useLayers(input.Layers),
      ];
    },

    async handle(input, ctx) {
      const reference = named(input.FunctionName, ctx);
      const current = await latestVersion(reference, ctx);
      checkRevision(input.RevisionId, current.revisionId);
      const given = changedSettings(
        reference.functionName,
        current.settings,
        input,
      );
      if (input.Role !== undefined)
        await checkExecutionRole(input.Role, reference, ctx);
      const { DeadLetterConfig } = input;
      await checkDeadLetters(DeadLetterConfig, given.Role, reference, ctx);
      const network =
        input.VpcConfig ??
        (input.Role === undefined ? undefined : given.VpcConfig);
      const settings = await inNetwork(given, network, reference, ctx);

      const layers =
        input.Layers === undefined
          ? current.layers
          : await usedLayers(input.Layers, current.layers, ctx);
      checkUnzippedSize(current.code, layers);
      await verifyAdded(current.layers, layers, reference, ctx);

      const owner = await knownFunction(reference, ctx);
      await passProactiveRules({ owner, settings, layers }, reference, ctx);
      const latest: VersionRow = {
        ...current,
        settings,
        layers,
        revisionId: newRevision(),
        modifiedAt: ctx.now(),
      };
      await ctx.table(versions, reference).put(latest);
      await attach(latest, reference, ctx);
      return inUpdate(configurationOf(latest, reference));
    },
  },
);

function named(
  name: string,
  at: { accountId: string; region: string },
): FunctionReference {
  return wholeFunction(name, "UpdateFunctionConfiguration", at);
}

/** Layers that the function used before were judged when they came. */
async function verifyAdded(
  before: readonly LayerUse[],
  after: readonly LayerUse[],
  reference: FunctionReference,
  ctx: Context,
): Promise<void> {
  const added = after.filter(
    ({ arn }) => !before.some((layer) => layer.arn === arn),
  );
  if (added.length === 0) return;
  const { codeSigningConfigArn } = await knownFunction(reference, ctx);
  if (codeSigningConfigArn === undefined) return;
  const config = await usableConfig(codeSigningConfigArn, ctx);
  await passGate(added, config, reference, ctx);
}
