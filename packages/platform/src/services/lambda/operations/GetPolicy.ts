import {
  GetPolicyCommand,
  ResourceNotFoundException,
} from "@aws-sdk/client-lambda";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { functionReference } from "../function-reference.ts";
import { onFunction } from "../permissions.ts";
import { shownDocument } from "../function-policy.ts";
import { policies } from "../tables.ts";

export const GetPolicy = operation(GetPolicyCommand, {
  audit: { eventName: "GetPolicy20150331v2" },

  needs: async ({ FunctionName, Qualifier }, ctx) => [
    await onFunction(
      "lambda:GetPolicy",
      functionReference(FunctionName, Qualifier, ctx),
      ctx,
    ),
  ],

  async handle({ FunctionName, Qualifier }, ctx) {
    const reference = functionReference(FunctionName, Qualifier, ctx);
    const policy = await ctx
      .table(policies, reference)
      .get(reference.functionName, reference.qualifier ?? "");
    if (!policy)
      throw fault(
        ResourceNotFoundException,
        "The resource you requested does not exist.",
      );
    return {
      Policy: await shownDocument(policy.statements, ctx),
      RevisionId: policy.revisionId,
    };
  },
});
