import { fault } from "../../core/errors.ts";
import { cidrText, parseCidr, type Cidr } from "../../core/network/cidr.ts";

/**
 * Reads a block of addresses that a request gives.
 * @throws Fault InvalidParameterValue, in EC2's words
 */
export function blockOf(text: string, parameter: string): Cidr {
  const block = parseCidr(text);
  if (!block)
    throw fault(
      "InvalidParameterValue",
      `Value (${text}) for parameter ${parameter} is invalid. This is not a valid CIDR block.`,
      400,
    );
  return block;
}

/** A block in its usual spelling, bits behind its prefix dropped: `100.68.0.18/18` becomes `100.68.0.0/18`. */
export function usual(text: string, parameter: string): string {
  return cidrText(blockOf(text, parameter));
}

/**
 * A block for a network or a subnet: IPv4, of 16 to 65,536 addresses.
 * @throws Fault InvalidParameterValue, or `code` (InvalidVpc.Range, InvalidSubnet.Range)
 */
export function networkBlock(text: string | undefined, code: string): Cidr {
  if (text === undefined)
    throw fault(
      "MissingParameter",
      "Either 'cidrBlock' or 'ipv4IpamPoolId' should be provided.",
      400,
    );
  const block = blockOf(text, "cidrBlock");
  if (block.version !== 4 || block.prefix < 16 || block.prefix > 28)
    throw fault(code, `The CIDR '${text}' is invalid.`, 400);
  return block;
}
