import {
  CreateServiceLinkedRoleCommand,
  InvalidInputException,
} from "@aws-sdk/client-iam";
import { fault } from "../../../core/errors.ts";
import { nameKey, roles } from "../../../core/identity/tables.ts";
import { allow, operation } from "../../../core/operation.ts";
import { addRole } from "../new-role.ts";
import { roleArn, SERVICE_ROLE_PATH, wholeRole } from "../roles.ts";
import { SERVICE_LINKED_ROLES } from "../service-linked-roles.ts";

const SESSION = 3600;

/** Makes the role with which a service acts in the account; only the service may assume it, and nobody changes it. */
export const CreateServiceLinkedRole = operation(
  CreateServiceLinkedRoleCommand,
  {
    needs: ({ AWSServiceName }, ctx) => [
      allow(
        "iam:CreateServiceLinkedRole",
        roleArn(
          ctx,
          SERVICE_LINKED_ROLES[AWSServiceName]?.roleName ?? "*",
          pathFor(AWSServiceName),
        ),
        { "iam:AWSServiceName": AWSServiceName },
      ),
    ],

    async handle({ AWSServiceName, CustomSuffix, Description }, ctx) {
      const known = Object.hasOwn(SERVICE_LINKED_ROLES, AWSServiceName)
        ? SERVICE_LINKED_ROLES[AWSServiceName]
        : undefined;
      if (!known)
        throw fault(
          InvalidInputException,
          `The service ${AWSServiceName} has no service-linked role here.`,
        );
      if (CustomSuffix !== undefined)
        throw fault(
          InvalidInputException,
          `Custom suffix is not allowed for ${AWSServiceName}`,
        );
      const { roleName, policyArn } = known;
      if (await ctx.table(roles).get(nameKey(roleName)))
        throw fault(
          InvalidInputException,
          `Service role name ${roleName} has been taken in this account, please try a different suffix.`,
        );
      const role = await addRole(
        {
          roleName,
          path: pathFor(AWSServiceName),
          assumeRolePolicyDocument: trustIn(AWSServiceName),
          maxSessionDuration: SESSION,
          tags: {},
          attachedPolicies: [policyArn],
          ...(Description === undefined ? {} : { description: Description }),
        },
        ctx,
      );
      return { Role: await wholeRole(role, ctx) };
    },
  },
);

const pathFor = (service: string): string => `${SERVICE_ROLE_PATH}${service}/`;

const trustIn = (service: string): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: service },
        Action: "sts:AssumeRole",
      },
    ],
  });
