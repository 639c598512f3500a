/** A block of addresses: `base` is its first address as a number of `bits` bits, `prefix` how many of them it fixes. */
export interface Cidr {
  readonly version: 4 | 6;
  readonly base: bigint;
  readonly prefix: number;
}

/** An address by its number. */
export interface Address {
  readonly version: 4 | 6;
  readonly value: bigint;
}

const BITS = { 4: 32, 6: 128 } as const;

/** Reads `10.0.0.0/16` or `2001:db8::/32`; bits behind the prefix are set to zero, as EC2 does. Undefined for any other text. */
export function parseCidr(text: string): Cidr | undefined {
  const [, address = "", length = ""] =
    /^([^/]{1,45})\/(\d{1,3})$/.exec(text) ?? [];
  const found = parseAddress(address);
  if (!found) return undefined;
  const { version, value } = found;
  const prefix = Number(length);
  if (prefix > BITS[version] || String(prefix) !== length) return undefined;
  const free = BigInt(BITS[version] - prefix);
  return { version, base: (value >> free) << free, prefix };
}

/** Reads an address; undefined where the text is none. */
export function parseAddress(text: string): Address | undefined {
  const four = v4(text);
  if (four !== undefined) return { version: 4, value: four };
  const six = v6(text);
  return six === undefined ? undefined : { version: 6, value: six };
}

/** As `10.0.0.0/16`. */
export function cidrText({ version, base, prefix }: Cidr): string {
  return `${addressText({ version, value: base })}/${prefix}`;
}

/** As `10.0.0.4`; IPv6 as RFC 5952 writes it. */
export function addressText({ version, value }: Address): string {
  if (version === 4)
    return [24n, 16n, 8n, 0n]
      .map((shift) => String((value >> shift) & 0xffn))
      .join(".");
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16),
  );
  return shortened(groups);
}

/** Whether an address lies in a block. */
export function holds(cidr: Cidr, { version, value }: Address): boolean {
  if (version !== cidr.version) return false;
  const free = BigInt(BITS[version] - cidr.prefix);
  return value >> free === cidr.base >> free;
}

/** Whether every address of `inner` lies in `outer`. */
export function within(inner: Cidr, outer: Cidr): boolean {
  return (
    inner.prefix >= outer.prefix &&
    holds(outer, { version: inner.version, value: inner.base })
  );
}

/** Whether two blocks have an address in common: one of them then lies in the other. */
export function overlap(one: Cidr, other: Cidr): boolean {
  return within(one, other) || within(other, one);
}

/** How many addresses a block has. */
export function sizeOf({ version, prefix }: Cidr): bigint {
  return 1n << BigInt(BITS[version] - prefix);
}

function v4(text: string): bigint | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => OCTET.test(part)))
    return undefined;
  return parts.reduce((sum, part) => (sum << 8n) | BigInt(part), 0n);
}

/** Without leading zeros, which some take for octal. */
const OCTET = /^(0|[1-9]\d?|1\d\d|2[0-4]\d|25[0-5])$/;

function v6(text: string): bigint | undefined {
  if (!/^[0-9a-f:.]{2,45}$/i.test(text)) return undefined;
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map(groupsOf);
  if (!head || (halves.length === 2 && !tail)) return undefined;
  const given = [...head, ...(tail ?? [])];
  const gap = 8 - given.length;
  if (halves.length === 1 ? gap !== 0 : gap < 1) return undefined;
  return [...head, ...Array<bigint>(gap).fill(0n), ...(tail ?? [])].reduce(
    (sum, group) => (sum << 16n) | group,
    0n,
  );
}

/** The 16-bit groups between colons; the last may be an IPv4 address, which makes two. */
function groupsOf(half: string): bigint[] | undefined {
  if (half === "") return [];
  const groups: bigint[] = [];
  const parts = half.split(":");
  for (const [index, part] of parts.entries()) {
    const four = index === parts.length - 1 ? v4(part) : undefined;
    if (four !== undefined) groups.push(four >> 16n, four & 0xffffn);
    else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(BigInt(`0x${part}`));
    else return undefined;
  }
  return groups;
}

/** The longest run of two or more zero groups becomes `::`. */
function shortened(groups: readonly string[]): string {
  let best = { at: 0, length: 1 };
  for (let at = 0; at < groups.length; at++) {
    let length = 0;
    while (groups[at + length] === "0") length++;
    if (length > best.length) best = { at, length };
  }
  if (best.length < 2) return groups.join(":");
  const before = groups.slice(0, best.at).join(":");
  return `${before}::${groups.slice(best.at + best.length).join(":")}`;
}
