import { allow, type Need } from "../../core/operation.ts";

/**
 * What a request needs: Cloud Control's actions are CloudFormation's, and know no resources. The rights to what it does
 * are asked for by the services themselves.
 */
export function needing(
  action: string,
  { RoleArn }: { readonly RoleArn?: string | undefined } = {},
): readonly Need[] {
  return [
    allow(`cloudformation:${action}`, "*"),
    ...(RoleArn === undefined
      ? []
      : [
          allow("iam:PassRole", RoleArn, {
            "iam:PassedToService": "cloudformation.amazonaws.com",
          }),
        ]),
  ];
}
