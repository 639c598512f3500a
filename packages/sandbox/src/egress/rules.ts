/** Where names are asked for in every environment, as its /etc/resolv.conf says. */
export const RESOLVER = { host: "127.0.0.1", port: 53 } as const;

/** The listener of a network to which all its connections are sent. */
export const GATE = { host: "127.0.0.1", port: 15_001 } as const;

/**
 * Commands for `ip -batch -`: the function's own address, and every other address led back into the network,
 * where the rules find its packets.
 */
export function addresses(own: string): string {
  return [
    `address add ${own}/32 dev lo`,
    `route add local default dev lo src ${own}`,
    "",
  ].join("\n");
}

/** Rules for `nft -f -`: connections go to the gate, and nothing else leaves the loopback. */
export const RULES = `
table ip gatehouse {
  chain led {
    type nat hook output priority -100;
    ip daddr 127.0.0.0/8 accept
    meta l4proto tcp redirect to :${GATE.port}
  }
  chain closed {
    type filter hook output priority 0;
    ct state established,related accept
    ip daddr 127.0.0.0/8 accept
    reject with icmp type admin-prohibited
  }
}
`;
