import {
  InvalidParameterValueException,
  PublishVersionCommand,
} from "@aws-sdk/client-lambda";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { codeSha256, configurationOf } from "../configuration.ts";
import { wholeFunction } from "../function-reference.ts";
import { knownFunction, latestVersion } from "../function-rows.ts";
import { onFunction } from "../permissions.ts";
import { publish } from "../publication.ts";
import { checkRevision } from "../revision.ts";

export const PublishVersion = operation(PublishVersionCommand, {
  audit: { eventName: "PublishVersion20150331" },

  needs: async ({ FunctionName }, ctx) => [
    await onFunction(
      "lambda:PublishVersion",
      wholeFunction(FunctionName, "PublishVersion", ctx),
      ctx,
    ),
  ],

  async handle(input, ctx) {
    const { FunctionName, CodeSha256, Description, RevisionId } = input;
    if (input.PublishTo !== undefined)
      throw fault("NotImplemented", "PublishTo is not built.", 501);
    const reference = wholeFunction(FunctionName, "PublishVersion", ctx);
    const owner = await knownFunction(reference, ctx);
    const latest = await latestVersion(reference, ctx);
    checkRevision(RevisionId, latest.revisionId);
    const current = codeSha256(latest.code);
    if (CodeSha256 && CodeSha256 !== current)
      throw fault(
        InvalidParameterValueException,
        `CodeSHA256 (${CodeSha256}) is different from current CodeSHA256 in $LATEST (${current}). Please try again with the CodeSHA256 in $LATEST.`,
      );
    const version = await publish(owner, latest, Description, {
      reference,
      ctx,
    });
    return configurationOf(version, reference);
  },
});
