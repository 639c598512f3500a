import { ListTargetsForPolicyCommand } from "@aws-sdk/client-organizations";
import { operation } from "../../../core/operation.ts";
import { nodeArn, onPolicy } from "../arns.ts";
import { asAdministrator } from "../membership.ts";
import { more, pageOfNodes } from "../paging.ts";
import { policyIn } from "../policies.ts";

export const ListTargetsForPolicy = operation(ListTargetsForPolicyCommand, {
  needs: async ({ PolicyId }, ctx) => [
    await onPolicy("ListTargetsForPolicy", PolicyId, ctx),
  ],

  async handle({ PolicyId, ...paging }, ctx) {
    const organization = await asAdministrator(ctx);
    const { policyId } = await policyIn(organization, PolicyId, ctx);
    const { rows, nextToken } = await pageOfNodes(
      "byPolicy",
      [organization.orgId, policyId],
      paging,
      ctx,
    );
    return {
      Targets: rows.map(({ id, name, kind }) => ({
        TargetId: id,
        Arn: nodeArn(organization, id),
        Name: name,
        Type: kind,
      })),
      ...more(nextToken),
    };
  },
});
