import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { inRange, parseRange } from "./address.ts";

const within = (range: string, address: string) =>
  inRange(parseRange(range)!, address);

void test("an address is in the ranges that share its first bits", () => {
  assert.equal(within("192.0.2.128/25", "192.0.2.200"), true);
  assert.equal(within("192.0.2.128/25", "192.0.2.100"), false);
  assert.equal(within("0.0.0.0/0", "255.255.255.255"), true);
  assert.equal(within("255.0.0.0/8", "255.1.1.1"), true);
  assert.equal(within("2001:db8::/47", "2001:db8:1::"), true);
  assert.equal(within("2001:db8::/47", "2001:db8:2::"), false);
  assert.equal(within("::/0", "ffff::1"), true);
});

void test("without a prefix a range is one address", () => {
  assert.equal(within("192.0.2.1", "192.0.2.1"), true);
  assert.equal(within("192.0.2.1", "192.0.2.2"), false);
  assert.equal(within("2001:DB8::1", "2001:db8:0:0:0:0:0:1"), true);
  assert.equal(within("::1.2.3.4", "::102:304"), true);
});

void test("the two families never match", () => {
  assert.equal(within("::/0", "192.0.2.1"), false);
  assert.equal(within("0.0.0.0/0", "::ffff:192.0.2.1"), false);
});

void test("what is no address is neither in nor out", () => {
  for (const text of [
    "",
    "1.2.3",
    "1.2.3.256",
    "01.2.3.4",
    "1.2.3.4.5",
    "1..2.3",
    ":::",
    "1::2::3",
    "12345::",
    "1:2:3:4:5:6:7:8:9",
    "1.2.3.4::",
    "g::",
  ])
    assert.equal(within("::/0", text), undefined, text);
});

void test("what is no range is none", () => {
  for (const text of [
    "1.2.3.4/33",
    "::/129",
    "1.2.3.4/",
    "1.2.3.4/8/8",
    "1.2.3.4/x",
    "/8",
  ])
    assert.equal(parseRange(text), undefined, text);
});

void test("an address is in its own range of every size, and garbage never throws", () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.nat(32), (address, size) => {
      assert.equal(within(`${address}/${size}`, address), true);
    }),
  );
  fc.assert(
    fc.property(fc.ipV6(), fc.nat(128), (address, size) => {
      assert.equal(within(`${address}/${size}`, address), true);
    }),
  );
  fc.assert(
    fc.property(fc.string(), (text) => {
      parseRange(text);
      within("::/0", text);
    }),
  );
});
