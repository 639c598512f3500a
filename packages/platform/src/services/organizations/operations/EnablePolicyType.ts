import {
  EnablePolicyTypeCommand,
  PolicyTypeAlreadyEnabledException,
  PolicyTypeNotAvailableForOrganizationException,
} from "@aws-sdk/client-organizations";
import { fault } from "../../../core/errors.ts";
import {
  DEFAULT_POLICIES,
  organizations,
} from "../../../core/identity/organization.ts";
import { operation } from "../../../core/operation.ts";
import { nodeArn, onNode } from "../arns.ts";
import { everyNode } from "../every-node.ts";
import { asManagement } from "../membership.ts";
import { rootIn } from "../nodes.ts";
import { enabled } from "../organizations.ts";
import { policyType } from "../policies.ts";

/** From now on policies of the type count; AWS's own, which allows everything, is attached everywhere. */
export const EnablePolicyType = operation(EnablePolicyTypeCommand, {
  needs: async ({ RootId, PolicyType }, ctx) => [
    await onNode("EnablePolicyType", RootId, ctx, {
      "organizations:PolicyType": PolicyType,
    }),
  ],

  async handle({ RootId, PolicyType }, ctx) {
    const organization = await asManagement(ctx);
    const root = await rootIn(organization, RootId, ctx);
    const type = policyType(PolicyType);
    if (organization.featureSet !== "ALL")
      throw fault(
        PolicyTypeNotAvailableForOrganizationException,
        "You can't use the specified policy type with the feature set currently enabled for this organization.",
      );
    if (organization.policyTypes.includes(type))
      throw fault(
        PolicyTypeAlreadyEnabledException,
        "The specified policy type is already enabled.",
      );
    const policyTypes = [...organization.policyTypes, type];
    await ctx.table(organizations).put({ ...organization, policyTypes });
    await everyNode(organization, ctx, (policies) => [
      ...policies,
      DEFAULT_POLICIES[type].policyId,
    ]);
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
