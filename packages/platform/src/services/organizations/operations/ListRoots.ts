import { ListRootsCommand } from "@aws-sdk/client-organizations";
import { allow, operation } from "../../../core/operation.ts";
import { nodeArn } from "../arns.ts";
import { asAdministrator } from "../membership.ts";
import { enabled } from "../organizations.ts";
import { more, pageOfNodes } from "../paging.ts";

export const ListRoots = operation(ListRootsCommand, {
  needs: () => [allow("organizations:ListRoots", "*")],

  async handle(paging, ctx) {
    const organization = await asAdministrator(ctx);
    const { rows, nextToken } = await pageOfNodes(
      "byKind",
      [organization.orgId, "ROOT"],
      paging,
      ctx,
    );
    return {
      Roots: rows.map(({ id, name }) => ({
        Id: id,
        Arn: nodeArn(organization, id),
        Name: name,
        PolicyTypes: enabled(organization.policyTypes),
      })),
      ...more(nextToken),
    };
  },
});
