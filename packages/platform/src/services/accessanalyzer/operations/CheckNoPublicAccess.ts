import {
  CheckNoPublicAccessCommand,
  InvalidParameterException,
} from "@aws-sdk/client-accessanalyzer";
import { parsePolicy } from "@gatehouse/authz";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { outsidersIn } from "../external/outsiders.ts";

/**
 * Whether a resource's policy would let in anybody. Conditions that do not say who somebody is, as an address, are
 * taken for met: a policy that passes is not public, one that fails may still ask for more than to be anybody.
 */
export const CheckNoPublicAccess = operation(CheckNoPublicAccessCommand, {
  needs: () => [allow("access-analyzer:CheckNoPublicAccess", "*")],

  async handle({ policyDocument, resourceType }, ctx) {
    const kind =
      resourceType === "AWS::IAM::AssumeRolePolicyDocument"
        ? "trust"
        : "resource";
    const parsed = parsePolicy(policyDocument, kind);
    if (!parsed.ok) throw fault(InvalidParameterException, parsed.message);
    const open = outsidersIn(policyDocument, kind, ctx.accountId).filter(
      ({ isPublic }) => isPublic,
    );
    return open.length === 0
      ? {
          result: "PASS" as const,
          message: "The resource policy does not grant public access.",
        }
      : {
          result: "FAIL" as const,
          message:
            "The resource policy grants public access for the given resource type.",
          reasons: open.map(({ statement }) => {
            const sid = parsed.policy.statements[statement]?.sid;
            return {
              description: `Public access granted in the following statement: index: ${statement}.`,
              statementIndex: statement,
              ...(sid === undefined ? {} : { statementId: sid }),
            };
          }),
        };
  },
});
