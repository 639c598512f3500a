import { ListPoliciesForTargetCommand } from "@aws-sdk/client-organizations";
import { operation } from "../../../core/operation.ts";
import { onNode } from "../arns.ts";
import { attachedOfType } from "../attached.ts";
import { asAdministrator } from "../membership.ts";
import { targetIn } from "../nodes.ts";
import { policyType, shownPolicy } from "../policies.ts";

/** What is attached to the target itself: five policies at most, so that one page holds them. */
export const ListPoliciesForTarget = operation(ListPoliciesForTargetCommand, {
  needs: async ({ TargetId, Filter }, ctx) => [
    await onNode("ListPoliciesForTarget", TargetId, ctx, {
      "organizations:PolicyType": Filter,
    }),
  ],

  async handle({ TargetId, Filter }, ctx) {
    const organization = await asAdministrator(ctx);
    const type = policyType(Filter);
    const target = await targetIn(organization, TargetId, ctx);
    const attached = await attachedOfType(target, type, ctx);
    return {
      Policies: attached.map((policy) => shownPolicy(organization, policy)),
    };
  },
});
