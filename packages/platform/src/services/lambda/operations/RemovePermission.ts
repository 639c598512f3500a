import { RemovePermissionCommand } from "@aws-sdk/client-lambda";
import type { NeedsContext } from "../../../core/context.ts";
import { shownPrincipal } from "../../../core/identity/principal-ids.ts";
import { operation } from "../../../core/operation.ts";
import {
  checkPolicyTarget,
  policyQualifier,
  withoutStatement,
} from "../function-policy.ts";
import { functionReference } from "../function-reference.ts";
import { onFunction } from "../permissions.ts";
import { checkRevision, newRevision } from "../revision.ts";
import { policies, type PolicyStatement } from "../tables.ts";

export const RemovePermission = operation(RemovePermissionCommand, {
  audit: { eventName: "RemovePermission20150331v2" },

  async needs({ FunctionName, Qualifier, StatementId }, ctx) {
    const reference = functionReference(FunctionName, Qualifier, ctx);
    const policy = await ctx
      .table(policies, reference)
      .get(reference.functionName, reference.qualifier ?? "");
    const statement = policy?.statements.find(({ Sid }) => Sid === StatementId);
    return [
      await onFunction("lambda:RemovePermission", reference, ctx, {
        "lambda:Principal": statement && (await principalKey(statement, ctx)),
        "lambda:FunctionUrlAuthType": statement && urlAuthType(statement),
      }),
    ];
  },

  async handle({ FunctionName, Qualifier, StatementId, RevisionId }, ctx) {
    const reference = functionReference(FunctionName, Qualifier, ctx);
    const qualifier = policyQualifier(reference);
    await checkPolicyTarget(reference, ctx);
    const { functionName } = reference;
    const rows = ctx.table(policies, reference);
    const current = await rows.get(functionName, qualifier);
    checkRevision(RevisionId, current?.revisionId, "GetPolicy");
    const statements = withoutStatement(current?.statements, StatementId);
    if (statements.length === 0) await rows.delete(functionName, qualifier);
    else
      await rows.put({
        functionName,
        qualifier,
        statements,
        revisionId: newRevision(),
      });
    return {};
  },
});

/** The principal as it was granted, for the key `lambda:Principal`. */
async function principalKey(
  { Principal }: PolicyStatement,
  ctx: NeedsContext,
): Promise<string | undefined> {
  const [name] =
    typeof Principal === "string" ? [Principal] : Object.values(Principal);
  return name && shownPrincipal(name, ctx);
}

/** The statement's own condition on how a function URL authenticates. */
function urlAuthType({ Condition }: PolicyStatement): string | undefined {
  const conditions = Condition as
    Record<string, Record<string, string>> | undefined;
  return conditions?.["StringEquals"]?.["lambda:FunctionUrlAuthType"];
}
