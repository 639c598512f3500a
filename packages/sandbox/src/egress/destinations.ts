/** An end of a connection. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/**
 * Whom the maker of a connection meant, from its network's /proc/net/tcp and tcp6: the rules inside send every
 * connection to one listener, but who made it still sees the address it asked for.
 * @param from the connection's end inside
 */
export function destinationOf(
  connections: string,
  from: Endpoint,
): Endpoint | undefined {
  for (const line of connections.split("\n")) {
    const [, local = "", remote = ""] = LINE.exec(line) ?? [];
    const own = local === "" ? undefined : endpointOf(local);
    if (own?.port !== from.port || own.address !== from.address) continue;
    const other = endpointOf(remote);
    if (other && other.port !== 0) return other;
  }
  return undefined;
}

/** `  1: 0A00000A:D8C2 0302010A:1538 01 …` */
const LINE =
  /^\s*\d+: ([0-9A-F]{8,32}:[0-9A-F]{4}) ([0-9A-F]{8,32}:[0-9A-F]{4}) /;

/** The kernel writes an address as words of 32 bits in the machine's order, little-endian where Node runs. */
function endpointOf(text: string): Endpoint | undefined {
  const [words = "", port = ""] = text.split(":");
  const bytes = Buffer.from(words, "hex");
  if (bytes.length !== 4 && bytes.length !== 16) return undefined;
  bytes.swap32();
  const four = bytes.length === 4 ? bytes : mapped(bytes);
  return {
    address: four ? [...four].join(".") : sixText(bytes),
    port: Number.parseInt(port, 16),
  };
}

/** An IPv4 address in a socket that could speak IPv6 as well. */
function mapped(bytes: Buffer): Buffer | undefined {
  const prefix = bytes.subarray(0, 12).toString("hex");
  return prefix === "00000000000000000000ffff" ? bytes.subarray(12) : undefined;
}

const sixText = (bytes: Buffer): string =>
  bytes.toString("hex").match(/.{4}/g)?.join(":") ?? "";
