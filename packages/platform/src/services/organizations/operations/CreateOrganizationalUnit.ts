import { CreateOrganizationalUnitCommand } from "@aws-sdk/client-organizations";
import {
  lineage,
  organizationNodes,
} from "../../../core/identity/organization.ts";
import { operation } from "../../../core/operation.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { onNode } from "../arns.ts";
import { violates } from "../faults.ts";
import { lowerAlphanumeric } from "../ids.ts";
import { asManagement } from "../membership.ts";
import { firstPolicies, parentIn, shownUnit } from "../nodes.ts";
import { tagged } from "../tags.ts";
import { checkUnitName } from "../unit-names.ts";

/** Units may lie five deep below the root. */
const DEEPEST = 5;

export const CreateOrganizationalUnit = operation(
  CreateOrganizationalUnitCommand,
  {
    needs: async ({ ParentId, Tags }, ctx) => {
      const keys = requestTagKeys(Tags);
      return [
        await onNode("CreateOrganizationalUnit", ParentId, ctx, keys),
        ...(Tags?.length
          ? [await onNode("TagResource", ParentId, ctx, keys)]
          : []),
      ];
    },

    async handle({ ParentId, Name, Tags }, ctx) {
      const organization = await asManagement(ctx);
      const parent = await parentIn(organization, ParentId, ctx);
      await checkUnitName(Name, ParentId, ctx);
      if ((await lineage(parent, ctx)).length > DEEPEST)
        throw violates(
          "OU_DEPTH_LIMIT_EXCEEDED",
          "You attempted to create an OU tree that is too many levels deep.",
        );
      const { orgId, rootId } = organization;
      const node = {
        id: `ou-${rootId.slice(2)}-${lowerAlphanumeric(8)}`,
        orgId,
        kind: "ORGANIZATIONAL_UNIT" as const,
        parentId: ParentId,
        name: Name,
        policies: firstPolicies(organization),
        tags: tagged({}, Tags),
      };
      await ctx.table(organizationNodes).put(node);
      return { OrganizationalUnit: await shownUnit(organization, node, ctx) };
    },
  },
);
