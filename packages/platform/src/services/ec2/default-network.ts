import { createHash } from "node:crypto";
import type { Context, Place } from "../../core/context.ts";
import { internetGateways, routeTables } from "../../core/network/tables.ts";
import { table } from "../../core/table.ts";
import { dhcpOptions } from "./dhcp-options.ts";
import { addSubnet } from "./new-subnet.ts";
import type { NewId } from "./ids.ts";
import { addVpc } from "./new-vpc.ts";
import { zonesOf } from "./zones.ts";

/** That a Region has been given its default network; what the account then deletes of it stays deleted. */
interface DefaultsRow {
  readonly madeAt: number;
}

const defaults = table<DefaultsRow>()({
  name: "ec2.defaults",
  scope: "region",
  key: () => ["made"],
});

/** The ids of what every account has in a Region from the beginning: the same at every look. */
export function defaultId(prefix: string, at: Place, of = ""): string {
  const name = `${prefix} ${at.accountId} ${at.region} ${of}`;
  return prefix + createHash("sha256").update(name).digest("hex").slice(0, 17);
}

/** Gives the Region its default network, unless it was given one before. */
export async function makeDefaults(ctx: Context): Promise<void> {
  const rows = ctx.table(defaults);
  if (await rows.get("made")) return;
  await rows.put({ madeAt: ctx.now() });
  await ctx
    .table(dhcpOptions)
    .put({ dhcpOptionsId: defaultId("dopt-", ctx), tags: {} });
  await makeDefaultVpc(ctx, (prefix, of) => defaultId(prefix, ctx, of));
}

/** 172.31.0.0/16 with a subnet in each Availability Zone, all of them open to the internet (VPC user guide, "Default VPC components"). */
export async function makeDefaultVpc(
  ctx: Context,
  newId: NewId,
): Promise<string> {
  const { vpc, mainTable } = await addVpc(
    { cidrBlock: "172.31.0.0/16", isDefault: true, dnsHostnames: true },
    ctx,
    newId,
  );
  const { vpcId } = vpc;
  const internetGatewayId = newId("igw-");
  await ctx.table(internetGateways).put({ internetGatewayId, vpcId, tags: {} });
  await ctx.table(routeTables).put({
    ...mainTable,
    routes: [
      ...mainTable.routes,
      {
        destination: "0.0.0.0/0",
        target: { kind: "gateway", id: internetGatewayId },
      },
    ],
  });
  for (const [index, availabilityZone] of zonesOf(ctx.region).entries())
    await addSubnet(
      {
        subnetId: newId("subnet-", availabilityZone),
        vpcId,
        cidrBlock: `172.31.${16 * index}.0/20`,
        availabilityZone,
        isDefault: true,
      },
      ctx,
    );
  return vpcId;
}
