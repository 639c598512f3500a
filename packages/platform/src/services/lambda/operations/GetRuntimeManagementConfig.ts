import {
  GetRuntimeManagementConfigCommand,
  type GetRuntimeManagementConfigResponse,
} from "@aws-sdk/client-lambda";
import { operation } from "../../../core/operation.ts";
import { functionReference } from "../function-reference.ts";
import { referredVersion } from "../function-rows.ts";
import { onFunction } from "../permissions.ts";

/** Runtimes are the machine's own programs: they are always the current ones, which AWS calls `Auto`. */
export const GetRuntimeManagementConfig = operation(
  GetRuntimeManagementConfigCommand,
  {
    audit: { eventName: "GetRuntimeManagementConfig20210720" },

    needs: async ({ FunctionName, Qualifier }, ctx) => [
      await onFunction(
        "lambda:GetRuntimeManagementConfig",
        functionReference(FunctionName, Qualifier, ctx),
        ctx,
      ),
    ],

    async handle({ FunctionName, Qualifier }, ctx) {
      const reference = functionReference(FunctionName, Qualifier, ctx);
      await referredVersion(reference, ctx);
      const config: GetRuntimeManagementConfigResponse = {
        UpdateRuntimeOn: "Auto",
        FunctionArn: reference.arn,
      };
      return config;
    },
  },
);
