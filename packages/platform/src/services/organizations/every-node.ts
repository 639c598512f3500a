import type { Context } from "../../core/context.ts";
import {
  organizationNodes,
  type Organization,
} from "../../core/identity/organization.ts";

type Policies = readonly string[];

/** Changes what is attached to every root, unit and account of an organization. */
export async function everyNode(
  { orgId }: Organization,
  ctx: Context,
  change: (policies: Policies) => Policies | Promise<Policies>,
): Promise<void> {
  const nodes = ctx.table(organizationNodes);
  const { rows } = await nodes.list({ index: "byKind", prefix: [orgId] });
  for (const node of rows)
    await nodes.put({ ...node, policies: await change(node.policies) });
}
