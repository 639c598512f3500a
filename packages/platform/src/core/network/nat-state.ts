import type { NatGatewayRow } from "./tables.ts";

/** Making or removing a NAT gateway takes a second by the platform's clock. */
const TAKES_MS = 1000;

/** How long a removed NAT gateway is still shown, as EC2 does "for about an hour". */
export const SHOWN_MS = 3_600_000;

/** What a NAT gateway is doing at a moment (milliseconds since the epoch). */
export function natState(
  { createdAt, deletedAt }: Pick<NatGatewayRow, "createdAt" | "deletedAt">,
  now: number,
): "pending" | "available" | "deleting" | "deleted" {
  if (deletedAt !== undefined)
    return now < deletedAt + TAKES_MS ? "deleting" : "deleted";
  return now < createdAt + TAKES_MS ? "pending" : "available";
}
