import type { VpcConfig } from "@aws-sdk/client-lambda";
import type { NeedsContext } from "../../../core/context.ts";
import { subnets } from "../../../core/network/tables.ts";
import type { Need } from "../../../core/operation.ts";

/** The condition keys of the network that a request asks for. */
export async function networkKeys(
  config: VpcConfig | undefined,
  ctx: NeedsContext,
): Promise<NonNullable<Need["keys"]>> {
  const { SubnetIds, SecurityGroupIds } = config ?? {};
  const rows = await Promise.all(
    (SubnetIds ?? []).map((id) => ctx.table(subnets).get(id)),
  );
  const vpcIds = new Set(rows.flatMap((row) => (row ? [row.vpcId] : [])));
  return {
    "lambda:SubnetIds": SubnetIds,
    "lambda:SecurityGroupIds": SecurityGroupIds,
    "lambda:VpcIds": vpcIds.size > 0 ? [...vpcIds] : undefined,
  };
}
