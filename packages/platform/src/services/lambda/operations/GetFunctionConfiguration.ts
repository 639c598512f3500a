import { GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { operation } from "../../../core/operation.ts";
import { configurationOf } from "../configuration.ts";
import { functionReference } from "../function-reference.ts";
import { referredVersion } from "../function-rows.ts";
import { onFunction } from "../permissions.ts";

export const GetFunctionConfiguration = operation(
  GetFunctionConfigurationCommand,
  {
    audit: { eventName: "GetFunctionConfiguration20150331v2" },

    needs: async ({ FunctionName, Qualifier }, ctx) => [
      await onFunction(
        "lambda:GetFunctionConfiguration",
        functionReference(FunctionName, Qualifier, ctx),
        ctx,
      ),
    ],

    async handle({ FunctionName, Qualifier }, ctx) {
      const reference = functionReference(FunctionName, Qualifier, ctx);
      const version = await referredVersion(reference, ctx);
      return configurationOf(version, reference, reference.qualifier);
    },
  },
);
