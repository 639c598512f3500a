import { equal, ok } from "node:assert/strict";
import { BlockList, isIP, isIPv4 } from "node:net";
import { test } from "node:test";
import fc from "fast-check";
import {
  addressText,
  cidrText,
  holds,
  overlap,
  parseAddress,
  parseCidr,
  sizeOf,
  within,
  type Cidr,
} from "./cidr.ts";

const address = fc.oneof(fc.ipV4(), fc.ipV6());
const block = fc.oneof(
  fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })),
  fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 })),
);
const cidrOf = ([base, prefix]: readonly [string, number]): Cidr =>
  parseCidr(`${base}/${prefix}`)!;

test("exactly the addresses that the system's own parser takes are addresses", () => {
  const texts = fc.oneof(
    address,
    fc.string({ maxLength: 50 }),
    fc.string({
      unit: fc.constantFrom("0", "1", "9", "f", ":", ".", "::"),
      maxLength: 45,
    }),
  );
  fc.assert(
    fc.property(texts, (text) => {
      equal(parseAddress(text)?.version ?? 0, isIP(text));
    }),
  );
});

test("an address that is written out reads as itself", () => {
  fc.assert(
    fc.property(address, (text) => {
      const read = parseAddress(text)!;
      const again = addressText(read);
      equal(isIP(again), read.version);
      equal(parseAddress(again)?.value, read.value);
      equal(addressText(parseAddress(again)!), again);
    }),
  );
});

test("what a block holds is what the system's block list says", () => {
  fc.assert(
    fc.property(block, address, ([base, prefix], other) => {
      const list = new BlockList();
      list.addSubnet(base, prefix, isIPv4(base) ? "ipv4" : "ipv6");
      const said =
        isIP(base) === isIP(other) &&
        list.check(other, isIPv4(other) ? "ipv4" : "ipv6");
      equal(holds(cidrOf([base, prefix]), parseAddress(other)!), said);
    }),
  );
});

test("two blocks overlap exactly when one lies in the other, and a block lies in itself", () => {
  fc.assert(
    fc.property(block, block, (one, other) => {
      const [a, b] = [cidrOf(one), cidrOf(other)];
      ok(within(a, a));
      equal(overlap(a, b), overlap(b, a));
      equal(overlap(a, b), within(a, b) || within(b, a));
      if (within(a, b)) ok(sizeOf(a) <= sizeOf(b));
    }),
  );
});

test("bits behind the prefix are dropped; what is no block is none", () => {
  equal(cidrText(parseCidr("100.68.0.18/18")!), "100.68.0.0/18");
  equal(cidrText(parseCidr("2001:DB8:0:0:1::9/64")!), "2001:db8::/64");
  equal(addressText(parseAddress("::ffff:10.0.0.1")!), "::ffff:a00:1");
  for (const text of [
    "10.0.0.0",
    "10.0.0.0/",
    "10.0.0.0/33",
    "10.0.0.0/08",
    "010.0.0.0/8",
    "10.0.0/8",
    "::/129",
    "1::2::3/64",
    "10.0.0.0/8/8",
    "",
  ])
    equal(parseCidr(text), undefined, text);
});
