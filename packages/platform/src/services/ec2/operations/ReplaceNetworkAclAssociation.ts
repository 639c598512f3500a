import { ReplaceNetworkAclAssociationCommand } from "@aws-sdk/client-ec2";
import type { NeedsContext } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import { networkAcls } from "../../../core/network/tables.ts";
import { randomId } from "../ids.ts";
import { known, on } from "../kind.ts";
import { networkAcl as kind, subnet as subnetKind } from "../kinds.ts";
import { ec2Operation } from "../operation.ts";
import { checkSameVpc } from "../routes.ts";

export const ReplaceNetworkAclAssociation = ec2Operation(
  ReplaceNetworkAclAssociationCommand,
  {
    needs: async ({ AssociationId, NetworkAclId }, ctx) => {
      const found = await associated(AssociationId, ctx);
      const subnetId = found?.association.subnetId;
      return [
        await on("ReplaceNetworkAclAssociation", kind, NetworkAclId, ctx),
        await on("ReplaceNetworkAclAssociation", subnetKind, subnetId, ctx),
      ];
    },

    async handle({ AssociationId, NetworkAclId }, ctx) {
      const found = await associated(AssociationId, ctx);
      if (!found)
        throw fault(
          "InvalidAssociationID.NotFound",
          `The association ID '${AssociationId}' does not exist`,
          400,
        );
      const { row, association } = found;
      checkSameVpc(row, await known(kind, NetworkAclId, ctx));
      const rows = ctx.table(networkAcls);
      await rows.put({
        ...row,
        associations: row.associations.filter((one) => one !== association),
      });
      // The same ACL may be its own successor.
      const next = await known(kind, NetworkAclId, ctx);
      const NewAssociationId = randomId("aclassoc-");
      await rows.put({
        ...next,
        associations: [
          ...next.associations,
          { ...association, associationId: NewAssociationId },
        ],
      });
      return { NewAssociationId };
    },
  },
);

async function associated(
  associationId: string,
  ctx: Pick<NeedsContext, "table">,
) {
  const { rows } = await ctx
    .table(networkAcls)
    .list({ index: "byAssociation", prefix: [associationId], limit: 1 });
  const [row] = rows;
  const association = row?.associations.find(
    (one) => one.associationId === associationId,
  );
  return row && association ? { row, association } : undefined;
}
