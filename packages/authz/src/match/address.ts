/** A range of addresses: the address's bits, how many of them count, and how many there are (32 or 128). */
export interface AddressRange {
  readonly width: 32 | 128;
  readonly network: bigint;
  readonly prefix: number;
}

/** Reads `203.0.113.0/24` or `2001:db8::/32`; without a prefix the range is the one address (AWS: /32). */
export function parseRange(text: string): AddressRange | undefined {
  const [address = "", prefixText, ...more] = text.split("/");
  const parsed = parseAddress(address);
  if (!parsed || more.length > 0) return undefined;
  const { width, bits } = parsed;
  if (prefixText !== undefined && !/^\d{1,3}$/.test(prefixText))
    return undefined;
  const prefix = prefixText === undefined ? width : Number(prefixText);
  if (prefix > width) return undefined;
  return { width, prefix, network: bits >> BigInt(width - prefix) };
}

/** Whether the address lies in the range; IPv4 and IPv6 never match each other. `undefined` for no address at all. */
export function inRange(
  range: AddressRange,
  address: string,
): boolean | undefined {
  const parsed = parseAddress(address);
  if (!parsed) return undefined;
  if (parsed.width !== range.width) return false;
  return parsed.bits >> BigInt(range.width - range.prefix) === range.network;
}

interface Address {
  readonly width: 32 | 128;
  readonly bits: bigint;
}

function parseAddress(text: string): Address | undefined {
  const version = text.includes(":") ? parseV6(text) : parseV4(text);
  return version;
}

function parseV4(text: string): Address | undefined {
  const parts = text.split(".");
  if (parts.length !== 4) return undefined;
  let bits = 0n;
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255)
      return undefined;
    bits = (bits << 8n) | BigInt(part);
  }
  return { width: 32, bits };
}

function parseV6(text: string): Address | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map(groupsOf);
  if (!head || (halves.length === 2 && !tail)) return undefined;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (tail ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array<bigint>(missing).fill(0n), ...(tail ?? [])];
  return {
    width: 128,
    bits: groups.reduce((bits, group) => (bits << 16n) | group, 0n),
  };
}

function groupsOf(text: string): bigint[] | undefined {
  if (text === "") return [];
  const groups: bigint[] = [];
  const parts = text.split(":");
  for (const [i, part] of parts.entries()) {
    if (/^[0-9a-f]{1,4}$/i.test(part)) {
      groups.push(BigInt(`0x${part}`));
      continue;
    }
    // The last 32 bits may be written as an IPv4 address (RFC 4291, 2.2).
    const v4 = i === parts.length - 1 ? parseV4(part) : undefined;
    if (!v4) return undefined;
    groups.push(v4.bits >> 16n, v4.bits & 0xffffn);
  }
  return groups;
}
