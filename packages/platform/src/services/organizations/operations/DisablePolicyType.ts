import {
  DisablePolicyTypeCommand,
  PolicyTypeNotEnabledException,
} from "@aws-sdk/client-organizations";
import { fault } from "../../../core/errors.ts";
import {
  organizationPolicy,
  organizations,
} from "../../../core/identity/organization.ts";
import { operation } from "../../../core/operation.ts";
import { nodeArn, onNode } from "../arns.ts";
import { everyNode } from "../every-node.ts";
import { asManagement } from "../membership.ts";
import { rootIn } from "../nodes.ts";
import { enabled } from "../organizations.ts";
import { policyType } from "../policies.ts";

/** Policies of the type stop to count, and are detached from everything. */
export const DisablePolicyType = operation(DisablePolicyTypeCommand, {
  needs: async ({ RootId, PolicyType }, ctx) => [
    await onNode("DisablePolicyType", RootId, ctx, {
      "organizations:PolicyType": PolicyType,
    }),
  ],

  async handle({ RootId, PolicyType }, ctx) {
    const organization = await asManagement(ctx);
    const root = await rootIn(organization, RootId, ctx);
    const type = policyType(PolicyType);
    if (!organization.policyTypes.includes(type))
      throw fault(
        PolicyTypeNotEnabledException,
        "The specified policy type isn't currently enabled in this root.",
      );
    const policyTypes = organization.policyTypes.filter((one) => one !== type);
    await ctx.table(organizations).put({ ...organization, policyTypes });
    await everyNode(organization, ctx, async (policies) => {
      const types = await Promise.all(
        policies.map(
          async (id) =>
            (await organizationPolicy(organization.orgId, id, ctx))?.type,
        ),
      );
      return policies.filter((_id, i) => types[i] !== type);
    });
    return {
      Root: {
        Id: root.id,
        Arn: nodeArn(organization, root.id),
        Name: root.name,
        PolicyTypes: enabled(policyTypes),
      },
    };
  },
});
