import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { destinationOf } from "./destinations.ts";

const HEAD =
  "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";

const line = (local: string, remote: string): string =>
  `   1: ${local} ${remote} 01 00000000:00000000 00:00000000 00000000     0        0 784748 1 0000 20 0 0 10 -1\n`;

test("a connection's maker still sees the address that it asked for", () => {
  const table =
    HEAD +
    line("00000000:3A99", "00000000:0000") +
    line("0100007F:3A99", "320A140A:D8C2") +
    line("320A140A:D8C2", "0302010A:1538");
  deepEqual(destinationOf(table, { address: "10.20.10.50", port: 0xd8c2 }), {
    address: "10.1.2.3",
    port: 5432,
  });
  equal(destinationOf(table, { address: "10.20.10.50", port: 1 }), undefined);
  equal(
    destinationOf(table, { address: "10.20.10.51", port: 0xd8c2 }),
    undefined,
  );
});

test("a socket that could speak IPv6 as well is found by its IPv4 address", () => {
  const mapped = (words: string) => `0000000000000000FFFF0000${words}`;
  const table =
    HEAD + line(`${mapped("320A140A")}:D8C2`, `${mapped("0302010A")}:0050`);
  deepEqual(destinationOf(table, { address: "10.20.10.50", port: 0xd8c2 }), {
    address: "10.1.2.3",
    port: 80,
  });
});

test("whatever stands in the table, nothing but an address of it comes out", () => {
  const texts = fc.string({
    unit: fc.constantFrom("0", "A", "F", ":", " ", "\n", "1", "x"),
    maxLength: 200,
  });
  fc.assert(
    fc.property(texts, (text) => {
      const found = destinationOf(text, { address: "0.0.0.0", port: 0 });
      if (found) equal(Number.isInteger(found.port), true);
    }),
  );
});
