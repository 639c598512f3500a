import type { NeedsContext } from "../context.ts";
import { hexadecimal } from "../random.ts";
import { addressText, holds, parseAddress, parseCidr, sizeOf } from "./cidr.ts";
import {
  networkInterfaces,
  type InterfaceRow,
  type SubnetRow,
  type Tags,
} from "./tables.ts";

/** EC2 keeps a subnet's first four addresses and its last one. */
const KEPT_FIRST = 4n;

/** What a new network interface is made of. */
export interface InterfaceWish {
  readonly subnet: SubnetRow;
  readonly groupIds: readonly string[];
  readonly description: string;
  readonly type: InterfaceRow["type"];
  /** Undefined for any free address. */
  readonly privateIp?: string | undefined;
  readonly requesterId?: string;
  readonly tags?: Tags;
}

/** Why a subnet has no address to give. */
export type NoAddress = "outside" | "taken" | "full";

/** Puts down a network interface with an address of its subnet. */
export async function addInterface(
  wish: InterfaceWish,
  ctx: Pick<NeedsContext, "table" | "now">,
): Promise<InterfaceRow | NoAddress> {
  const { subnet, privateIp, requesterId } = wish;
  const taken = await takenAddresses(subnet, ctx);
  const address =
    privateIp === undefined
      ? freeAddress(subnet, taken)
      : wishedAddress(subnet, taken, privateIp);
  if (NO_ADDRESS.has(address)) return address as NoAddress;
  const row: InterfaceRow = {
    networkInterfaceId: `eni-${hexadecimal(17)}`,
    vpcId: subnet.vpcId,
    subnetId: subnet.subnetId,
    availabilityZone: subnet.availabilityZone,
    privateIp: address,
    macAddress: `0a:${hexadecimal(10).replace(/..(?=.)/g, "$&:")}`,
    groupIds: wish.groupIds,
    description: wish.description,
    type: wish.type,
    sourceDestCheck: wish.type === "interface" || wish.type === "lambda",
    createdAt: ctx.now(),
    tags: wish.tags ?? {},
    ...(requesterId === undefined
      ? {}
      : { requesterId, attachmentId: `ela-attach-${hexadecimal(17)}` }),
  };
  await ctx.table(networkInterfaces).put(row);
  return row;
}

/** How many addresses of a subnet are still free. */
export async function freeAddresses(
  subnet: SubnetRow,
  ctx: Pick<NeedsContext, "table">,
): Promise<number> {
  const block = parseCidr(subnet.cidrBlock);
  if (!block) return 0;
  const taken = await takenAddresses(subnet, ctx);
  return Number(sizeOf(block) - KEPT_FIRST - 1n) - taken.size;
}

const NO_ADDRESS: ReadonlySet<string> = new Set(["outside", "taken", "full"]);

async function takenAddresses(
  { subnetId }: SubnetRow,
  ctx: Pick<NeedsContext, "table">,
): Promise<ReadonlySet<string>> {
  const { rows } = await ctx
    .table(networkInterfaces)
    .list({ index: "bySubnet", prefix: [subnetId] });
  return new Set(rows.map(({ privateIp }) => privateIp));
}

function freeAddress(
  { cidrBlock }: SubnetRow,
  taken: ReadonlySet<string>,
): string {
  const block = parseCidr(cidrBlock);
  if (!block) return "full";
  const end = block.base + sizeOf(block) - 1n;
  for (let value = block.base + KEPT_FIRST; value < end; value++) {
    const text = addressText({ version: 4, value });
    if (!taken.has(text)) return text;
  }
  return "full";
}

function wishedAddress(
  { cidrBlock }: SubnetRow,
  taken: ReadonlySet<string>,
  wished: string,
): string {
  const block = parseCidr(cidrBlock);
  const address = parseAddress(wished);
  if (!block || !address || !holds(block, address)) return "outside";
  const place = address.value - block.base;
  if (place < KEPT_FIRST || place === sizeOf(block) - 1n) return "outside";
  const text = addressText(address);
  return taken.has(text) ? "taken" : text;
}
