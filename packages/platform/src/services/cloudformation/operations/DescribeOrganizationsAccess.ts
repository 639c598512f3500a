import {
  DescribeOrganizationsAccessCommand,
  InvalidOperationException,
  OrganizationStatus,
} from "@aws-sdk/client-cloudformation";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import {
  ORGANIZATION_SERVICE,
  organizationOf,
  ownerOf,
} from "../stack-sets/organization.ts";

export const DescribeOrganizationsAccess = operation(
  DescribeOrganizationsAccessCommand,
  {
    needs: () => [allow("cloudformation:DescribeOrganizationsAccess", "*")],

    async handle({ CallAs }, ctx) {
      const { accountId } = await ownerOf(CallAs, ctx);
      const organization = await organizationOf(accountId, ctx);
      if (!organization)
        throw fault(
          InvalidOperationException,
          "The account is not part of an organization.",
        );
      const trusted = organization.serviceAccess[ORGANIZATION_SERVICE];
      return {
        Status:
          trusted === undefined
            ? OrganizationStatus.DISABLED
            : OrganizationStatus.ENABLED,
      };
    },
  },
);
