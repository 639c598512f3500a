import { DescribeOrganizationCommand } from "@aws-sdk/client-organizations";
import { allow, operation } from "../../../core/operation.ts";
import { asMember } from "../membership.ts";
import { shownOrganization } from "../organizations.ts";

export const DescribeOrganization = operation(DescribeOrganizationCommand, {
  needs: () => [allow("organizations:DescribeOrganization", "*")],

  async handle(_input, ctx) {
    const organization = await asMember(ctx);
    return { Organization: await shownOrganization(organization, ctx) };
  },
});
