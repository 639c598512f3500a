import { allow, type Need } from "../../core/operation.ts";

/** What requests about stacks tell to conditions, and what they need besides. */
export function stackRequestKeys(input: {
  readonly RoleARN?: string | undefined;
  readonly TemplateURL?: string | undefined;
  readonly ResourceTypes?: readonly string[] | undefined;
  readonly StackPolicyURL?: string | undefined;
}): NonNullable<Need["keys"]> {
  return {
    "cloudformation:RoleArn": input.RoleARN,
    "cloudformation:TemplateUrl": input.TemplateURL,
    "cloudformation:ResourceTypes": input.ResourceTypes,
    "cloudformation:StackPolicyUrl": input.StackPolicyURL,
  };
}

/** Handing a role over to CloudFormation. */
export function passRole(roleArn: string | undefined): readonly Need[] {
  return roleArn === undefined
    ? []
    : [
        allow("iam:PassRole", roleArn, {
          "iam:PassedToService": "cloudformation.amazonaws.com",
        }),
      ];
}
