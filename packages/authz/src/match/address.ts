/** A range of addresses: its address's 32-bit words (one for IPv4, four for IPv6) and how many of the bits count. */
export interface AddressRange {
  readonly words: readonly number[];
  readonly prefix: number;
}

/** Reads `203.0.113.0/24` or `2001:db8::/32`; without a prefix the range is the one address (AWS: /32). */
export function parseRange(text: string): AddressRange | undefined {
  const [address = "", size, ...more] = text.split("/");
  const words = parseAddress(address);
  if (!words || more.length > 0) return undefined;
  const bits = words.length * 32;
  if (size === undefined) return { words, prefix: bits };
  if (!/^\d{1,3}$/.test(size) || Number(size) > bits) return undefined;
  return { words, prefix: Number(size) };
}

/** Whether the address lies in the range; IPv4 and IPv6 never match each other. `undefined` for no address at all. */
export function inRange(
  range: AddressRange,
  address: string,
): boolean | undefined {
  const words = parseAddress(address);
  if (!words) return undefined;
  if (words.length !== range.words.length) return false;
  return words.every((word, i) => {
    const bits = range.prefix - i * 32;
    if (bits <= 0) return true;
    const differing = word ^ range.words[i]!;
    return bits >= 32 ? differing === 0 : differing >>> (32 - bits) === 0;
  });
}

const parseAddress = (text: string): readonly number[] | undefined =>
  text.includes(":") ? parseV6(text) : parseV4(text);

/** Four decimal bytes, without leading zeros (some readers take those for octal). */
function parseV4(text: string): [number] | undefined {
  if (text.length < 7 || text.length > 15) return undefined;
  let word = 0;
  let byte = -1;
  let dots = 0;
  for (let i = 0; i < text.length; i += 1) {
    const digit = text.charCodeAt(i) - 48;
    if (digit >= 0 && digit <= 9 && byte !== 0) {
      byte = byte < 0 ? digit : byte * 10 + digit;
      if (byte > 255) return undefined;
    } else if (text[i] === "." && byte >= 0) {
      word = (word << 8) | byte;
      byte = -1;
      dots += 1;
    } else return undefined;
  }
  return dots === 3 && byte >= 0 ? [(word << 8) | byte] : undefined;
}

function parseV6(text: string): readonly number[] | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const last = halves.length - 1;
  const [head, tail] = halves.map((half, i) => groupsOf(half, i === last));
  if (!head || (halves.length === 2 && !tail)) return undefined;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (tail ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array<number>(missing).fill(0), ...(tail ?? [])];
  return [0, 2, 4, 6].map((i) => (groups[i]! << 16) | groups[i + 1]!);
}

function groupsOf(text: string, atEnd: boolean): number[] | undefined {
  if (text === "") return [];
  const groups: number[] = [];
  const parts = text.split(":");
  for (const [i, part] of parts.entries()) {
    if (/^[0-9a-f]{1,4}$/i.test(part)) {
      groups.push(parseInt(part, 16));
      continue;
    }
    // The last 32 bits may be written as an IPv4 address (RFC 4291, 2.2).
    const v4 = atEnd && i === parts.length - 1 ? parseV4(part) : undefined;
    if (!v4) return undefined;
    groups.push(v4[0] >>> 16, v4[0] & 0xffff);
  }
  return groups;
}
