import {
  ValidatePolicyCommand,
  ValidationException,
} from "@aws-sdk/client-accessanalyzer";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { pageOf } from "../page.ts";
import { validatePolicy } from "../validation/validate.ts";

/** As long as IAM reads policies at all. */
const LONGEST_POLICY = 131_072;

/** What is wrong, dangerous or needless in a policy, by AWS's issue codes. */
export const ValidatePolicy = operation(ValidatePolicyCommand, {
  needs: () => [allow("access-analyzer:ValidatePolicy", "*")],

  async handle(input) {
    const { policyDocument, policyType, validatePolicyResourceType } = input;
    if (policyDocument.length > LONGEST_POLICY)
      throw fault(
        ValidationException,
        `The policy document is longer than ${LONGEST_POLICY} characters.`,
        { reason: "fieldValidationFailed" },
      );
    if (validatePolicyResourceType && policyType !== "RESOURCE_POLICY")
      throw fault(
        ValidationException,
        "validatePolicyResourceType can be specified only for resource policies.",
        { reason: "fieldValidationFailed" },
      );
    const findings = await validatePolicy(policyDocument, {
      policyType,
      resourceType: validatePolicyResourceType,
    });
    const { items, nextToken } = pageOf(findings, input);
    return { findings: items, ...nextToken };
  },
});
