/** The kinds of findings, in the order in which they are answered. */
export type FindingKind =
  "ERROR" | "SECURITY_WARNING" | "WARNING" | "SUGGESTION";

/** What a check can find: its kind, and AWS's text with the finding's own words in braces. */
interface Issue {
  readonly kind: FindingKind;
  readonly details: string;
}

const error = (details: string): Issue => ({ kind: "ERROR", details });
const security = (details: string): Issue => ({
  kind: "SECURITY_WARNING",
  details,
});
const warning = (details: string): Issue => ({ kind: "WARNING", details });
const suggestion = (details: string): Issue => ({
  kind: "SUGGESTION",
  details,
});

const SPECIFY_ARNS = "We recommend that you specify resource ARNs instead.";
const SPECIFY_ARNS_OR_SERVICE =
  "We recommend that you specify resource ARNs or add the iam:PassedToService condition key to your statement.";
const ONLY_PUBLIC = "aws:SourceIp works only for public IP address ranges.";
const NULL_INSTEAD =
  "matches only if the key is missing from the request context. To determine if the request context is empty, we recommend that you use the Null condition operator with the value of true instead.";

/** Every issue code that is found here, as AWS's "IAM policy validation check reference" words it. */
export const ISSUES = {
  JSON_SYNTAX_ERROR: error(
    "Fix the JSON syntax error at index {index} line {line} column {column}.",
  ),
  DATA_TYPE_MISMATCH: error(
    "The text does not match the expected JSON data type {type}.",
  ),
  INVALID_POLICY_ELEMENT: error("The policy element {element} is not valid."),
  UNSUPPORTED_ELEMENT_COMBINATION: error(
    "The policy elements {one} and {other} can not be used in the same statement. Remove one of these elements.",
  ),
  INVALID_VERSION: error(
    "The version {version} is not valid. Use one of the following versions: 2012-10-17, 2008-10-17",
  ),
  MISSING_VERSION: warning(
    "We recommend that you specify the Version element to help you with debugging permission issues.",
  ),
  MISSING_STATEMENT: error("Add a statement to the policy"),
  MISSING_EFFECT: error(
    "Add an Effect element to the policy statement with a value of Allow or Deny.",
  ),
  INVALID_EFFECT: error("The effect {effect} is not valid. Use Allow or Deny."),
  MISSING_ACTION: error(
    "Add an Action or NotAction element to the policy statement.",
  ),
  MISSING_RESOURCE: error(
    "Add a Resource or NotResource element to the policy statement.",
  ),
  MISSING_PRINCIPAL: error("Add a Principal element to the policy statement."),
  UNIQUE_SIDS_REQUIRED: error(
    "Duplicate statement IDs are not supported for this policy type. Update the Sid value.",
  ),
  UNIQUE_SIDS_RECOMMENDED: warning(
    "We recommend that you use statement IDs that are unique to your policy. Update the Sid value.",
  ),
  UNSUPPORTED_SID: error(
    "Update the characters in the Sid element to use one of the following character types: [a-z, A-Z, 0-9]",
  ),
  EMPTY_SID_VALUE: suggestion(
    "Add a value to the empty string in the Sid element.",
  ),
  POLICY_SIZE_EXCEEDS_SCP_QUOTA: error(
    "The {length} characters in the service control policy (SCP) exceed the {limit} character maximum for SCPs. We recommend that you use multiple granular policies.",
  ),
  POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA: warning(
    "The {length} characters in the identity policy, excluding whitespace, exceed the {inline} character maximum for inline and {managed} character maximum for managed policies. We recommend that you use multiple granular policies.",
  ),

  INVALID_SERVICE_IN_ACTION: error(
    "The service {service} specified in the action does not exist. Did you mean {near}?",
  ),
  INVALID_ACTION: error(
    "The action {action} does not exist. Did you mean {near}?",
  ),
  SCP_SYNTAX_ERROR_ACTION_WILDCARD: error(
    "SCP actions can include wildcards (*) only at the end of a string. Update {action}.",
  ),
  RCP_SYNTAX_ERROR_NOTACTION: error(
    "RCPs do not support the NotAction element. Update to use the Action element.",
  ),
  RCP_SYNTAX_ERROR_ALLOW: error(
    "RCPs only support all actions (*) on all resources (*) with all principals (*) and no condition with the effect Allow. Update the effect to Deny.",
  ),
  UNSUPPORTED_ACTION_IN_POLICY: error(
    "The action {action} is not supported for the resource-based policy attached to the resource type {type}.",
  ),
  REDUNDANT_ACTION: suggestion(
    "The {count} action(s) are redundant because they provide similar permissions. Update the policy to remove the redundant action such as: {action}.",
  ),
  REDUNDANT_RESOURCE: suggestion(
    "The {count} resource ARN(s) are redundant because they reference the same resource. Review the use of wildcards (*)",
  ),
  REDUNDANT_STATEMENT: suggestion(
    "The statements are redundant because they provide identical permissions. Update the policy to remove the redundant statement.",
  ),
  EMPTY_ARRAY_ACTION: suggestion(
    "This statement includes no actions and does not affect the policy. Specify actions.",
  ),
  EMPTY_ARRAY_RESOURCE: suggestion(
    "This statement includes no resources and does not affect the policy. Specify resources.",
  ),
  EMPTY_ARRAY_PRINCIPAL: suggestion(
    "This statement includes no principals and does not affect the policy. Specify principals.",
  ),
  EMPTY_OBJECT_PRINCIPAL: suggestion(
    "This statement includes no principals and does not affect the policy. Specify principals.",
  ),

  INVALID_ARN_PREFIX: error(
    "Add the required prefix (arn) to the resource ARN.",
  ),
  MISSING_ARN_FIELD: error(
    "Resource ARNs must include at least {fields} fields in the following structure: arn:partition:service:region:account:resource",
  ),
  INVALID_PARTITION: error(
    "The resource ARN for the service {service} does not support the partition {partition}. Use the supported values: aws, aws-cn, aws-us-gov",
  ),
  INVALID_ARN_SERVICE_CASE: error(
    "Update the service name {service} in the resource ARN to use all lowercase letters.",
  ),
  INVALID_SERVICE: error(
    "The service {service} does not exist. Use a valid service name.",
  ),
  INVALID_ARN_REGION: error(
    "The Region {region} is not valid for this resource. Update the resource ARN to include a supported Region.",
  ),
  MISSING_ARN_REGION: error("Add a Region to the {service} resource ARN."),
  ARN_REGION_NOT_ALLOWED: error(
    "The service {service} does not support specifying a Region in the resource ARN.",
  ),
  INVALID_ARN_ACCOUNT: error(
    "The resource ARN account ID {account} is not valid. Provide a 12-digit account ID.",
  ),
  ARN_ACCOUNT_NOT_ALLOWED: error(
    "The service {service} does not support specifying an account ID in the resource ARN.",
  ),
  INVALID_ARN_RESOURCE: error(
    "Resource ARN does not match the expected ARN format. Update the resource portion of the ARN.",
  ),
  UNSUPPORTED_RESOURCE_ARN_IN_POLICY: error(
    "The resource ARN is not supported for the resource-based policy attached to the resource type {type}.",
  ),
  ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE: error(
    "Role trust policies apply to the role that they are attached to. You cannot specify a resource. Remove the Resource or NotResource element.",
  ),
  ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTRESOURCE: error(
    "Role trust policies apply to the role that they are attached to. You cannot specify a resource. Remove the Resource or NotResource element.",
  ),

  UNSUPPORTED_PRINCIPAL: error(
    "The policy type {policy} does not support the Principal element. Remove the Principal element.",
  ),
  SCP_SYNTAX_ERROR_PRINCIPAL: error(
    "SCPs do not support specifying principals. Remove the Principal or NotPrincipal element.",
  ),
  RCP_SYNTAX_ERROR_PRINCIPAL: error(
    "RCPs only support specifying all principals (*) in the Principal element. Update the Principal element and use condition keys to name principals.",
  ),
  INVALID_PRINCIPAL_FORMAT: error(
    "The Principal element contents are not valid. Specify a key-value pair in the Principal element.",
  ),
  INVALID_PRINCIPAL_KEY: error("The principal key {key} is not valid."),
  UNSUPPORTED_WILDCARD_IN_PRINCIPAL: error(
    "Wildcards (*, ?) are not supported with the principal key {key}. Replace the wildcard with a valid principal value.",
  ),
  ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL: error(
    '"Principal": "*" is not supported in the principal element of a role trust policy. Replace the wildcard with a valid principal value.',
  ),
  MISMATCHED_ACTION_FOR_PRINCIPAL: error(
    "The {action} action is invalid with the following principal(s): {principals}. Use a SAML provider principal with the sts:AssumeRoleWithSAML action or use an OIDC provider principal with the sts:AssumeRoleWithWebIdentity action. Ensure the provider is Federated if you use either of the two options.",
  ),
  INVALID_SERVICE_PRINCIPAL_FORMAT: error(
    "The service principal does not match the expected format. Use the format {format}.",
  ),
  INVALID_ROLE_REFERENCE: warning(
    "The Principal element includes the IAM role ID {id}. We recommend that you use a role ARN instead.",
  ),
  INVALID_USER_REFERENCE: warning(
    "The Principal element includes the IAM user ID {id}. We recommend that you use a user ARN instead.",
  ),
  ALLOW_WITH_NOT_PRINCIPAL: security(
    "Using Allow with NotPrincipal can be overly permissive. We recommend that you use Principal instead.",
  ),
  RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL: security(
    "Granting access to a service principal without specifying a source is overly permissive. Use aws:SourceArn, aws:SourceAccount, aws:SourceOrgID, or aws:SourceOrgPaths condition key to grant fine-grained access.",
  ),

  EMPTY_OBJECT_CONDITION: suggestion(
    "This condition block is empty and it does not affect the policy. Specify conditions.",
  ),
  EMPTY_ARRAY_CONDITION: suggestion(
    "There are no values for the condition key {key} and it does not affect the policy. Specify conditions.",
  ),
  EMPTY_ARRAY_CONDITION_FORALLVALUES: suggestion(
    `The ForAllValues prefix with an empty condition key ${NULL_INSTEAD}`,
  ),
  EMPTY_ARRAY_CONDITION_FORANYVALUE: suggestion(
    "The ForAnyValue prefix with an empty condition key {key} never matches the request context and it does not affect the policy. Specify conditions.",
  ),
  EMPTY_ARRAY_CONDITION_IFEXISTS: suggestion(
    `The IfExists suffix with an empty condition key ${NULL_INSTEAD}`,
  ),
  INVALID_CONDITION_OPERATOR: error(
    "The condition operator {operator} is not valid. Use a valid condition operator.",
  ),
  NULL_WITH_IF_EXISTS: error(
    "The Null condition operator cannot be used with the IfExists suffix. Update the operator or the suffix.",
  ),
  NULL_WITH_QUALIFIER: suggestion(
    "Avoid using the Null condition operator with the ForAllValues or ForAnyValue qualifiers because they always return a true or false respectively.",
  ),
  DUPLICATE_KEYS_WITH_DIFFERENT_CASE: error(
    "The condition key {key} appears more than once with different capitalization in the same condition block. Remove the duplicate condition keys.",
  ),
  INVALID_CONDITION_KEY_FORMAT: error(
    "The condition key format is not valid. Use the format service:keyname.",
  ),
  INVALID_GLOBAL_CONDITION_KEY: error(
    "The condition key {key} does not exist. Use a valid condition key.",
  ),
  UNSUPPORTED_GLOBAL_CONDITION_KEY: error(
    "The condition key aws:ARN is not supported. Use aws:PrincipalArn or aws:SourceArn instead.",
  ),
  DEPRECATED_GLOBAL_CONDITION_KEY: warning(
    "We recommend that you update aws:ARN to use the newer condition keys aws:PrincipalArn or aws:SourceArn.",
  ),
  INVALID_SERVICE_CONDITION_KEY: error(
    "The condition key {key} does not exist in the service {service}. Use a valid condition key.",
  ),
  MISSING_TAG_KEY_IN_CONDITION: error(
    "The condition key {key} must include a tag key to control access based on tags. Use the format {key}/tag-key and specify a key name for tag-key.",
  ),
  MISSING_QUALIFIER: error(
    "The request context key {key} has multiple values. Use the ForAllValues or ForAnyValue condition key qualifiers in your policy.",
  ),
  FORALLVALUES_WITH_SINGLE_VALUED_KEY: security(
    "Using ForAllValues qualifier with the single-valued condition key {key} can be overly permissive. We recommend that you remove ForAllValues:.",
  ),
  MISSING_PAIRED_CONDITION_KEYS: security(
    "Using the condition key {key} can be overly permissive without also using the following condition keys: {paired}. Condition keys like this one are more secure when paired with a related key. We recommend that you add the related condition keys to the same condition block.",
  ),
  INVALID_CONDITION_MULTIPLE_BOOLEAN: error(
    "The condition key does not support multiple Boolean values. Use a single Boolean value.",
  ),
  INVALID_CONDITION_DATA_TYPE: error(
    "The condition value data types do not match. Use condition values of the same JSON data type.",
  ),
  INVALID_REGION: error(
    "The Region {region} is not valid. Update the condition value to a suported Region.",
  ),
  TYPE_MISMATCH: warning(
    "Use the operator type {wanted} instead of operator {operator} for the condition key {key}.",
  ),
  TYPE_MISMATCH_BOOLEAN: warning(
    "Add a valid Boolean value (true or false) for the condition operator {operator}.",
  ),
  TYPE_MISMATCH_DATE: warning(
    "The date condition operator is used with an invalid value. Specify a valid date using YYYY-MM-DD or other ISO 8601 date/time format.",
  ),
  TYPE_MISMATCH_IP_RANGE: warning(
    "The condition operator {operator} is used with an invalid IP range value. Specify the IP range in standard CIDR format.",
  ),
  TYPE_MISMATCH_NUMBER: warning(
    "Add a valid numeric value for the condition operator {operator}.",
  ),
  TYPE_MISMATCH_STRING: warning(
    "Add a valid base64-encoded string value for the condition operator {operator}.",
  ),
  INVALID_DATE_VALUE: warning(
    "The date {date} might not resolve as expected. We recommend that you use the YYYY-MM-DD format.",
  ),
  WILDCARD_WITHOUT_LIKE_OPERATOR: warning(
    "Your condition value includes a * or ? character. If you meant to use a wildcard (*, ?), update the condition operator to include Like.",
  ),
  IMPROVE_IP_RANGE: suggestion(
    "The non-zero bits in the IP address after the masked bits are ignored. Replace address with {address}.",
  ),
  PRIVATE_IP_ADDRESS: error(
    `${ONLY_PUBLIC} The values for condition key aws:SourceIp include only private IP addresses and will not have the desired effect. Update the value to include only public IP addresses.`,
  ),
  PRIVATE_NOT_IP_ADDRESS: error(
    `The values for condition key aws:SourceIp include only private IP addresses and has no effect. ${ONLY_PUBLIC} Update the value to include only public IP addresses.`,
  ),
  PRIVATE_IP_ADDRESS_SUBSET: suggestion(
    `The values for condition key aws:SourceIp include a mix of private and public IP addresses. The private addresses will not have the desired effect. ${ONLY_PUBLIC} To define permissions for private IP ranges, use aws:VpcSourceIp.`,
  ),
  PRIVATE_NOT_IP_ADDRESS_SUBSET: suggestion(
    `The values for condition key aws:SourceIp include a mix of private and public IP addresses. The private addresses have no effect. ${ONLY_PUBLIC} To define permissions for private IP ranges, use aws:VpcSourceIp.`,
  ),
  REDUNDANT_CONDITION_VALUE_NUM: suggestion(
    "Multiple values in {operator} are redundant. Replace with the {which} single value for {key}.",
  ),
  DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE: security(
    "Using the effect Deny with the tag condition key {key} and actions for services with the following prefixes can be overly permissive: {services}. Actions for the listed services are not denied by this statement. We recommend that you move these actions to a different statement without this condition key.",
  ),
  DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE: security(
    "Using the effect Deny with NotAction and the tag condition key {key} can be overly permissive because some service actions are not denied by this statement. This is because the condition key doesn't apply to some service actions. We recommend that you use Action instead of NotAction.",
  ),
  ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE: suggestion(
    "Using the effect Allow with the tag condition key {key} and actions for services with the following prefixes does not affect the policy: {services}. Actions for the listed service are not allowed by this statement. We recommend that you move these actions to a different statement without this condition key.",
  ),
  ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE: suggestion(
    "Using the effect Allow with NotAction and the tag condition key {key} allows only service actions that support the condition key. The condition key doesn't apply to some service actions. We recommend that you use Action instead of NotAction.",
  ),

  MISSING_BRACE_IN_VARIABLE: error(
    "The policy variable is missing a closing curly brace. Add } after the variable text.",
  ),
  EMPTY_VARIABLE: error(
    "Empty policy variable. Remove the ${ } variable structure or provide a variable within the structure.",
  ),
  UNSUPPORTED_SPACE_IN_VARIABLE: error(
    "A space is not supported within the policy variable text. Remove the space.",
  ),
  UNSUPPORTED_SYMBOL_IN_VARIABLE: error(
    "The symbol {symbol} is not supported within the policy variable text. Remove the symbol.",
  ),
  MISSING_QUOTE_IN_VARIABLE: error(
    "The policy variable default value must begin and end with a single quote. Add the missing quote.",
  ),
  VARIABLE_UNSUPPORTED_IN_ELEMENT: error(
    "Policy variables are supported in the Resource and Condition elements. Remove the policy variable {variable} from this element.",
  ),
  VARIABLE_UNSUPPORTED_IN_VERSION: error(
    "To include variables in your policy, use the policy version 2012-10-17 or later.",
  ),
  INVALID_VARIABLE_FOR_OPERATOR: error(
    "Policy variables can only be used with String and ARN operators.",
  ),

  PASS_ROLE_WITH_STAR_IN_RESOURCE: security(
    `Using the iam:PassRole action with wildcards (*) in the resource can be overly permissive because it allows iam:PassRole permissions on multiple resources. ${SPECIFY_ARNS_OR_SERVICE}`,
  ),
  PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE: security(
    `Using wildcards (*) in the action and the resource can be overly permissive because it allows iam:PassRole permissions on all resources. ${SPECIFY_ARNS_OR_SERVICE}`,
  ),
  PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION: security(
    `Using a resource with wildcards (*) and NotAction can be overly permissive because it allows iam:PassRole permissions on all resources. ${SPECIFY_ARNS_OR_SERVICE}`,
  ),
  PASS_ROLE_WITH_NOT_RESOURCE: security(
    `Using the iam:PassRole action with NotResource can be overly permissive because it can allow iam:PassRole permissions on multiple resources. ${SPECIFY_ARNS}`,
  ),
  PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE: security(
    `Using an action with a wildcard (*) and NotResource can be overly permissive because it can allow iam:PassRole permissions on multiple resources. ${SPECIFY_ARNS}`,
  ),
  PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE: security(
    `Using NotAction with NotResource can be overly permissive because it can allow iam:PassRole permissions on multiple resources.. ${SPECIFY_ARNS}`,
  ),
  CREATE_SLR_WITH_STAR_IN_RESOURCE: warning(
    `Using the iam:CreateServiceLinkedRole action with wildcards (*) in the resource can allow creation of unintended service-linked roles. ${SPECIFY_ARNS}`,
  ),
  CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE: warning(
    `Using wildcards (*) in the action and the resource can allow creation of unintended service-linked roles because it allows iam:CreateServiceLinkedRole permissions on all resources. ${SPECIFY_ARNS}`,
  ),
  CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION: warning(
    `Using a resource with wildcards (*) and NotAction can allow creation of unintended service-linked roles because it allows iam:CreateServiceLinkedRole permissions on all resources. ${SPECIFY_ARNS}`,
  ),
  CREATE_SLR_WITH_NOT_RESOURCE: warning(
    `Using the iam:CreateServiceLinkedRole action with NotResource can allow creation of unintended service-linked roles for multiple resources. ${SPECIFY_ARNS}`,
  ),
  CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE: warning(
    `Using an action with a wildcard(*) and NotResource can allow creation of unintended service-linked roles because it can allow iam:CreateServiceLinkedRole permissions on multiple resources. ${SPECIFY_ARNS}`,
  ),
  CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE: warning(
    `Using NotAction with NotResource can allow creation of unintended service-linked roles because it allows iam:CreateServiceLinkedRole permissions on multiple resources. ${SPECIFY_ARNS}`,
  ),
} as const satisfies Record<string, Issue>;

/** A code of AWS's list, as `INVALID_ACTION`. */
export type IssueCode = keyof typeof ISSUES;

/** AWS's text about an issue, with the finding's own words put in. */
export function detailsOf(
  code: IssueCode,
  words: Readonly<Record<string, string | number>>,
): string {
  return ISSUES[code].details.replaceAll(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(words, name) ? String(words[name]) : whole,
  );
}

const SLUGS: Record<FindingKind, string> = {
  ERROR: "error",
  SECURITY_WARNING: "security-warning",
  WARNING: "general-warning",
  SUGGESTION: "suggestion",
};

/** Where AWS explains an issue. */
export function learnMoreLink(code: IssueCode): string {
  const page =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html";
  const issue = code.toLowerCase().replaceAll("_", "-");
  return `${page}#access-analyzer-reference-policy-checks-${SLUGS[ISSUES[code].kind]}-${issue}`;
}
