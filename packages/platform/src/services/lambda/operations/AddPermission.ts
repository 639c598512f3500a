import { AddPermissionCommand } from "@aws-sdk/client-lambda";
import { operation } from "../../../core/operation.ts";
import {
  checkPolicyTarget,
  grantedStatement,
  policyQualifier,
  storedStatement,
  withStatement,
} from "../function-policy.ts";
import { functionReference } from "../function-reference.ts";
import { onFunction } from "../permissions.ts";
import { checkRevision, newRevision } from "../revision.ts";
import { policies } from "../tables.ts";

export const AddPermission = operation(AddPermissionCommand, {
  audit: { eventName: "AddPermission20150331v2" },

  needs: async (input, ctx) => [
    await onFunction(
      "lambda:AddPermission",
      functionReference(input.FunctionName, input.Qualifier, ctx),
      ctx,
      {
        "lambda:Principal": input.Principal,
        "lambda:FunctionUrlAuthType": input.FunctionUrlAuthType,
      },
    ),
  ],

  async handle(input, ctx) {
    const reference = functionReference(
      input.FunctionName,
      input.Qualifier,
      ctx,
    );
    const qualifier = policyQualifier(reference);
    await checkPolicyTarget(reference, ctx);
    const { functionName } = reference;
    const rows = ctx.table(policies, reference);
    const current = await rows.get(functionName, qualifier);
    checkRevision(input.RevisionId, current?.revisionId, "GetPolicy");
    const statement = grantedStatement(input, reference.arn);
    const statements = withStatement(
      current?.statements ?? [],
      await storedStatement(statement, ctx),
    );
    await rows.put({
      functionName,
      qualifier,
      statements,
      revisionId: newRevision(),
    });
    return { Statement: JSON.stringify(statement) };
  },
});
