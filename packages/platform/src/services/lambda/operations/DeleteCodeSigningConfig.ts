import {
  DeleteCodeSigningConfigCommand,
  ResourceConflictException,
} from "@aws-sdk/client-lambda";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { knownConfig, onConfig } from "../code-signing-config.ts";
import { codeSigningConfigs, functions } from "../tables.ts";

export const DeleteCodeSigningConfig = operation(
  DeleteCodeSigningConfigCommand,
  {
    needs: async ({ CodeSigningConfigArn }, ctx) => [
      await onConfig(
        "lambda:DeleteCodeSigningConfig",
        CodeSigningConfigArn,
        ctx,
      ),
    ],

    async handle({ CodeSigningConfigArn }, ctx) {
      const { id, arn } = await knownConfig(CodeSigningConfigArn, ctx);
      const { rows } = await ctx
        .table(functions)
        .list({ index: "byCodeSigningConfig", prefix: [arn], limit: 1 });
      if (rows.length > 0)
        throw fault(
          ResourceConflictException,
          `The code signing configuration ${arn} is used by one or more functions. Remove it from them before you delete it.`,
        );
      await ctx.table(codeSigningConfigs).delete(id);
      return {};
    },
  },
);
