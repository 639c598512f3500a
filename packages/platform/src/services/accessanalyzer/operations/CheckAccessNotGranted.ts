import {
  CheckAccessNotGrantedCommand,
  InvalidParameterException,
} from "@aws-sdk/client-accessanalyzer";
import { parsePolicy } from "@gatehouse/authz";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { mayGrant } from "../granted/may-grant.ts";

/**
 * Whether a policy grants none of the access listed. Where it may grant some under its conditions, it fails; a policy
 * that passes surely grants none.
 */
export const CheckAccessNotGranted = operation(CheckAccessNotGrantedCommand, {
  needs: () => [allow("access-analyzer:CheckAccessNotGranted", "*")],

  async handle({ policyDocument, policyType, access }) {
    const kind = policyType === "IDENTITY_POLICY" ? "identity" : "resource";
    const parsed = parsePolicy(policyDocument, kind);
    if (!parsed.ok) throw fault(InvalidParameterException, parsed.message);
    const granting = new Set(
      access
        .flatMap(({ actions, resources }) => {
          if (!actions?.length && !resources?.length)
            throw fault(
              InvalidParameterException,
              "Access must name actions or resources.",
            );
          return (actions ?? ["*"]).flatMap((action) =>
            (resources ?? ["*"]).map((resource) =>
              mayGrant(parsed.policy, { action, resource }),
            ),
          );
        })
        .filter((statement) => statement !== undefined),
    );
    return granting.size === 0
      ? {
          result: "PASS" as const,
          message:
            "The policy document does not grant access to perform the listed actions or resources.",
        }
      : {
          result: "FAIL" as const,
          message:
            "The policy document grants access to perform one or more of the listed actions or resources.",
          reasons: [...granting].map((statement) => {
            const sid = parsed.policy.statements[statement]?.sid;
            return {
              description: `One or more of the listed actions or resources in the statement with index: ${statement}.`,
              statementIndex: statement,
              ...(sid === undefined ? {} : { statementId: sid }),
            };
          }),
        };
  },
});
