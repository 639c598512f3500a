import { isIP } from "node:net";

/** How a platform's address is made to lead to the platform from inside an environment's network. */
export interface EndpointInside {
  readonly host: string;
  readonly port: number;
  /** An address that the network must have for it, beside its loopback. */
  readonly addresses: readonly string[];
  /** A name that must lead to the loopback for it. */
  readonly names: readonly string[];
}

/** Reads it from a URL as functions are given it. */
export function endpointInside(url: string): EndpointInside {
  const { hostname, port, protocol } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  const rest = {
    port: port === "" ? (protocol === "https:" ? 443 : 80) : Number(port),
    addresses: [],
    names: [],
  };
  if (isIP(host) === 6) return { ...rest, host: "::1" };
  // Whoever connects to 0.0.0.0 reaches itself.
  if (host === "0.0.0.0" || host === "localhost")
    return { ...rest, host: "127.0.0.1" };
  if (host.startsWith("127.") && isIP(host) === 4) return { ...rest, host };
  return isIP(host) === 4
    ? { ...rest, host, addresses: [host] }
    : { ...rest, host: "127.0.0.1", names: [host] };
}
