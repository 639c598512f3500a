import { UpdateFunctionCodeCommand } from "@aws-sdk/client-lambda";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { LARGEST_REQUEST, receiveCode } from "../code/receive.ts";
import { usableConfig } from "../code-signing-config.ts";
import { configurationOf, inUpdate } from "../configuration.ts";
import { deploy } from "../deployment.ts";
import { wholeFunction } from "../function-reference.ts";
import { knownFunction, latestVersion } from "../function-rows.ts";
import { onFunction } from "../permissions.ts";
import { passProactiveRules } from "../proactive-rules.ts";
import { publish } from "../publication.ts";
import { checkRevision, newRevision } from "../revision.ts";
import { versions, type VersionRow } from "../tables.ts";

export const UpdateFunctionCode = operation(UpdateFunctionCodeCommand, {
  maxBody: LARGEST_REQUEST,
  audit: { eventName: "UpdateFunctionCode20150331v2" },

  needs: async ({ FunctionName }, ctx) => [
    await onFunction(
      "lambda:UpdateFunctionCode",
      wholeFunction(FunctionName, "UpdateFunctionCode", ctx),
      ctx,
    ),
  ],

  async receive(input, ctx) {
    if (input.PublishTo !== undefined)
      throw fault("NotImplemented", "PublishTo is not built.", 501);
    return receiveCode(input, ctx);
  },

  async handle(input, ctx, received) {
    const reference = wholeFunction(
      input.FunctionName,
      "UpdateFunctionCode",
      ctx,
    );
    const owner = await knownFunction(reference, ctx);
    const current = await latestVersion(reference, ctx);
    checkRevision(input.RevisionId, current.revisionId);

    const settings = {
      ...current.settings,
      ...(input.Architectures ? { Architectures: input.Architectures } : {}),
    };
    await passProactiveRules(
      { owner, settings, layers: current.layers, code: input },
      reference,
      ctx,
    );
    const dryRun = input.DryRun ?? false;
    const code = await deploy(
      {
        reference,
        package: received,
        layers: current.layers,
        addedLayers: [],
        config:
          owner.codeSigningConfigArn === undefined
            ? undefined
            : await usableConfig(owner.codeSigningConfigArn, ctx),
        dryRun,
      },
      ctx,
    );
    const latest: VersionRow = {
      ...current,
      code,
      settings,
      revisionId: newRevision(),
      modifiedAt: ctx.now(),
    };
    if (dryRun) return configurationOf(latest, reference);

    await ctx.table(versions, reference).put(latest);
    const answered = input.Publish
      ? await publish(owner, latest, undefined, { reference, ctx })
      : latest;
    return inUpdate(configurationOf(answered, reference));
  },
});
