import {
  CreateFunctionUrlConfigCommand,
  ResourceConflictException,
} from "@aws-sdk/client-lambda";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { lowerAlphanumeric } from "../../../core/random.ts";
import { functionReference } from "../function-reference.ts";
import { functionUrl } from "../function-url/address.ts";
import { checkedCors, configurationOf } from "../function-url/configuration.ts";
import { checkUrlTarget, onFunctionUrl, urlOf } from "../function-url/rows.ts";
import {
  functionUrls,
  urlIds,
  type FunctionUrlRow,
} from "../function-url/tables.ts";

export const CreateFunctionUrlConfig = operation(
  CreateFunctionUrlConfigCommand,
  {
    audit: { eventName: "CreateFunctionUrlConfig20211031" },

    needs: async (input, ctx) => [
      await onFunctionUrl("lambda:CreateFunctionUrlConfig", input, ctx),
    ],

    async handle({ FunctionName, Qualifier, ...input }, ctx) {
      const reference = functionReference(FunctionName, Qualifier, ctx);
      const { accountId, region, functionName, qualifier = "" } = reference;
      await checkUrlTarget(reference, ctx);
      if (await urlOf(reference, ctx))
        throw fault(
          ResourceConflictException,
          `Failed to create function url config for [functionArn = ${reference.arn}]. Error message:  FunctionUrlConfig exists for this Lambda function`,
        );
      const cors = checkedCors(input.Cors);
      const urlId = lowerAlphanumeric(32);
      const now = ctx.now();
      const row: FunctionUrlRow = {
        functionName,
        qualifier,
        urlId,
        authType: input.AuthType,
        invokeMode: input.InvokeMode ?? "BUFFERED",
        ...(cors ? { cors } : {}),
        createdAt: now,
        modifiedAt: now,
      };
      await ctx.table(functionUrls, reference).put(row);
      const owner = { accountId, region, functionName, qualifier };
      await ctx.table(urlIds).put({ urlId, ...owner });
      const url = await functionUrl(urlId, reference, ctx);
      const { LastModifiedTime: _, ...answer } = configurationOf(
        row,
        reference,
        url,
      );
      return answer;
    },
  },
);
