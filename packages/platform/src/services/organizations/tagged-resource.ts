import type { Context, NeedsContext } from "../../core/context.ts";
import {
  organizationNodes,
  organizationPolicies,
  type Organization,
} from "../../core/identity/organization.ts";
import type { Tags } from "../../core/identity/tables.ts";
import type { Need } from "../../core/operation.ts";
import { onNode, onPolicy } from "./arns.ts";
import { targetIn } from "./nodes.ts";
import { ownPolicyIn } from "./policies.ts";

/** Something with tags: a root, a unit, an account or a policy. */
export interface TaggedResource {
  readonly tags: Tags;
  retag(tags: Tags): Promise<void>;
}

const isPolicy = (id: string): boolean => id.startsWith("p-");

/** The permission to do something with the tags of a resource. */
export const onTagged = (
  action: string,
  id: string,
  ctx: NeedsContext,
  keys: Need["keys"] = {},
): Promise<Need> =>
  isPolicy(id)
    ? onPolicy(action, id, ctx, keys)
    : onNode(action, id, ctx, keys);

/** A resource of the organization by its id. @throws Fault TargetNotFoundException, PolicyNotFoundException */
export async function taggedResource(
  organization: Organization,
  id: string,
  ctx: Context,
): Promise<TaggedResource> {
  if (isPolicy(id)) {
    const policy = await ownPolicyIn(organization, id, ctx);
    return {
      tags: policy.tags,
      retag: (tags) => ctx.table(organizationPolicies).put({ ...policy, tags }),
    };
  }
  const node = await targetIn(organization, id, ctx);
  return {
    tags: node.tags,
    retag: (tags) => ctx.table(organizationNodes).put({ ...node, tags }),
  };
}
