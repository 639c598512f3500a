import { GetFunctionCommand } from "@aws-sdk/client-lambda";
import { downloadUrl } from "../../../core/download.ts";
import { operation } from "../../../core/operation.ts";
import { configurationOf } from "../configuration.ts";
import { functionReference } from "../function-reference.ts";
import { knownFunction, referredVersion } from "../function-rows.ts";
import { onFunction } from "../permissions.ts";

export const GetFunction = operation(GetFunctionCommand, {
  audit: { eventName: "GetFunction20150331v2" },

  needs: async ({ FunctionName, Qualifier }, ctx) => [
    await onFunction(
      "lambda:GetFunction",
      functionReference(FunctionName, Qualifier, ctx),
      ctx,
    ),
  ],

  async handle({ FunctionName, Qualifier }, ctx) {
    const reference = functionReference(FunctionName, Qualifier, ctx);
    const version = await referredVersion(reference, ctx);
    const { tags, reservedConcurrency } = await knownFunction(reference, ctx);
    return {
      Configuration: configurationOf(version, reference, reference.qualifier),
      Code: {
        RepositoryType: "S3",
        Location: downloadUrl(version.code, ctx),
      },
      ...(Object.keys(tags).length > 0 ? { Tags: tags } : {}),
      ...(reservedConcurrency === undefined
        ? {}
        : {
            Concurrency: { ReservedConcurrentExecutions: reservedConcurrency },
          }),
    };
  },
});
