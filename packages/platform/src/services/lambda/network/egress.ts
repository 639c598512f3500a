import { randomInt } from "node:crypto";
import { type Egress, openWayOut } from "@gatehouse/sandbox";
import type { Context } from "../../../core/context.ts";
import { mayReach } from "../../../core/network/reach.ts";
import { standingOf } from "../../../core/network/standing.ts";
import {
  networkInterfaces,
  vpcs,
  type InterfaceRow,
} from "../../../core/network/tables.ts";
import type { FunctionReference } from "../function-reference.ts";
import type { VersionRow } from "../tables.ts";
import { interfacesOf, userOf } from "./interfaces.ts";
import { subnetsOf } from "./vpc-config.ts";

/** Says in a function's log what its network refuses, or why there is no way out at all. */
export type Tell = (networkInterfaceId: string, message: string) => void;

/** The way out of a version's environments: what its network allows; undefined where it is in none. */
export function egressOf(
  { version, settings }: Pick<VersionRow, "version" | "settings">,
  reference: FunctionReference,
  ctx: Context,
  tell: Tell,
): Egress | undefined {
  if (subnetsOf(settings.VpcConfig).length === 0) return undefined;
  const user = userOf(reference, version);
  return {
    async open(network) {
      const row = await anInterface(user, reference, ctx);
      if (!row) return closed;
      try {
        return await openWayOut(network, wayOf(row, reference, ctx, tell));
      } catch (error) {
        tell(
          row.networkInterfaceId,
          `The function's network is closed: ${error instanceof Error ? error.message : String(error)} (the programs "ip" and "nft" are needed: apt-get install iproute2 nftables)`,
        );
        return closed;
      }
    },
  };
}

const closed = (): void => {};

/** Environments are spread over a function's subnets. */
async function anInterface(
  user: string,
  at: FunctionReference,
  ctx: Context,
): Promise<InterfaceRow | undefined> {
  const fresh = ctx.aside();
  const ids = await interfacesOf(user, fresh, at);
  const id = ids.length === 0 ? undefined : ids[randomInt(ids.length)];
  return id === undefined
    ? undefined
    : fresh.table(networkInterfaces, at).get(id);
}

/** Every connection is judged by what the network says at that moment. */
function wayOf(
  { networkInterfaceId, privateIp, vpcId }: InterfaceRow,
  at: FunctionReference,
  ctx: Context,
  tell: Tell,
) {
  return {
    address: privateIp,
    async judge(destination: {
      address: string;
      port: number;
      sourcePort: number;
    }) {
      if (isPlatform(destination, ctx))
        return { allowed: true, reason: "it is the platform" };
      const standing = await standingOf(networkInterfaceId, ctx.aside(), at);
      return standing
        ? mayReach({ ...destination, protocol: "tcp" }, standing)
        : { allowed: false, reason: `${networkInterfaceId} is gone` };
    },
    async resolves() {
      const vpc = await ctx.aside().table(vpcs, at).get(vpcId);
      return vpc?.enableDnsSupport ?? false;
    },
    onRefused: (
      { address, port }: { address: string; port: number },
      reason: string,
    ) => tell(networkInterfaceId, `${address} port ${port} refused: ${reason}`),
  };
}

/** The platform's own endpoint is open to every function, wherever it listens. */
function isPlatform(
  { address, port }: { address: string; port: number },
  ctx: Context,
): boolean {
  const { hostname, port: own, protocol } = new URL(ctx.platform.endpoint());
  const ownPort = own === "" ? (protocol === "https:" ? 443 : 80) : Number(own);
  return port === ownPort && address === hostname.replace(/^\[(.*)\]$/, "$1");
}
