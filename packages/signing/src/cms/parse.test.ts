import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { oids } from "../asn1/oids.ts";
import {
  contextTag,
  readElement,
  readOid,
  tags,
  type Element,
} from "../asn1/read.ts";
import {
  element,
  integer,
  octetString,
  oid,
  sequence,
  utf8String,
} from "../asn1/write.ts";
import {
  jobArn,
  newPublisher,
  profileVersionArn,
  signingTime,
} from "../testing/publisher.ts";
import { createSignature } from "./create.ts";
import { largestSignatureFile, parseSignature } from "./parse.ts";
import { fromExactPem, toPem } from "./pem.ts";

const { identity } = newPublisher();
const file = Buffer.from(
  await createSignature(identity, {
    content: Buffer.alloc(48, 1),
    framing: Buffer.alloc(48, 2),
    fileList: Buffer.from("packed"),
    signingTime,
    expiresAt: new Date("2030-01-01T00:00:00Z"),
    jobArn,
    profileVersionArn,
  }),
);
const contentInfo = readElement(fromExactPem("PKCS7", file.toString()));

function outcome(der: Uint8Array): string {
  const parsing = parseSignature(Buffer.from(toPem("PKCS7", der)));
  return parsing.ok ? "parsed" : parsing.message;
}

/** The same tree written again in DER, with the parts of one element (found by its path) replaced. */
function rewritten(
  path: readonly number[],
  change: (parts: Uint8Array[]) => Uint8Array[],
  at: Element = contentInfo,
): Uint8Array {
  const [index, ...rest] = path;
  const parts = at.children.map(({ raw }) => raw);
  const child = at.children[index ?? -1];
  if (index === undefined || !child) return element(at.tag, ...change(parts));
  parts[index] = rewritten(rest, change, child);
  return element(at.tag, ...parts);
}

const signedData = [1, 0];
const signerInfo = [...signedData, 4, 0];
const attributes = [...signerInfo, 3];

test("what is created is parsed, with every statement in it", () => {
  const parsing = parseSignature(file);
  assert(parsing.ok);
  const { attributes: stated, certificates } = parsing.signature;
  assert.equal(stated.jobArn, jobArn);
  assert.equal(stated.profileVersionArn, profileVersionArn);
  assert.deepEqual(stated.signingTime, signingTime);
  assert.deepEqual(Buffer.from(stated.framing ?? []), Buffer.alloc(48, 2));
  assert.equal(Buffer.from(stated.fileList ?? []).toString(), "packed");
  assert.equal(certificates.length, 3);
});

test("the same structure in DER is parsed too", () => {
  assert.equal(outcome(rewritten(signedData, (parts) => parts)), "parsed");
});

test("a second signer, a missing one, and a second digest algorithm are refused", () => {
  const twice = (parts: Uint8Array[]) => [...parts, ...parts];
  assert.match(outcome(rewritten([...signedData, 4], twice)), /one signer/);
  assert.notEqual(outcome(rewritten([...signedData, 4], () => [])), "parsed");
  assert.notEqual(outcome(rewritten([...signedData, 1], twice)), "parsed");
});

test("embedded content, unsigned attributes and anything else extra are refused", () => {
  const extra = element(contextTag(1), octetString(Buffer.from("x")));
  const more = (parts: Uint8Array[]) => [...parts, extra];
  const places = [
    [],
    [1],
    signedData,
    [...signedData, 2],
    signerInfo,
    [...signerInfo, 1],
    [...signerInfo, 2],
  ];
  for (const place of places)
    assert.notEqual(outcome(rewritten(place, more)), "parsed", place.join());
});

test("duplicate attributes are refused, next to each other or apart", () => {
  const again = (index: number) => (parts: Uint8Array[]) => [
    ...parts,
    parts[index] ?? tooFew(),
  ];
  for (let index = 0; index < 9; index++)
    assert.match(outcome(rewritten(attributes, again(index))), /repeated/);
  const other = sequence(
    oid(oids.signingJobArn),
    element(tags.set, utf8String(jobArn.replace("5", "6"))),
  );
  assert.match(
    outcome(rewritten(attributes, (parts) => [...parts, other])),
    /repeated/,
  );
});

test("an attribute with two values or none is refused", () => {
  const two = (parts: Uint8Array[]) => [...parts, ...parts];
  assert.match(
    outcome(rewritten([...attributes, 0, 1], two)),
    /exactly one value/,
  );
  assert.match(
    outcome(rewritten([...attributes, 0, 1], () => [])),
    /exactly one value/,
  );
});

test("attributes out of DER's order or missing are refused", () => {
  assert.match(
    outcome(rewritten(attributes, (parts) => parts.toReversed())),
    /order/,
  );
  const optional: readonly string[] = [oids.framedManifest, oids.fileList];
  const list = parts(9).entries();
  for (const [index, { children }] of list) {
    const without = outcome(
      rewritten(attributes, (all) => all.toSpliced(index, 1)),
    );
    const id = readOid(children[0], "an attribute");
    assert.equal(without === "parsed", optional.includes(id), id);
  }
});

test("other versions and algorithms are refused", () => {
  const version = integer(3);
  const sha256 = sequence(oid("2.16.840.1.101.3.4.2.1"));
  const first = (part: Uint8Array) => (parts: Uint8Array[]) => [
    part,
    ...parts.slice(1),
  ];
  assert.match(outcome(rewritten(signedData, first(version))), /version 1/);
  assert.match(outcome(rewritten(signerInfo, first(version))), /version 1/);
  assert.match(
    outcome(rewritten([...signedData, 1], () => [sha256])),
    /SHA-384/,
  );
  assert.match(
    outcome(rewritten(signerInfo, (parts) => parts.with(2, sha256))),
    /SHA-384/,
  );
  assert.match(
    outcome(rewritten(signerInfo, (parts) => parts.with(4, sha256))),
    /ECDSA/,
  );
});

test("a signer that none of the certificates is, or two are, is refused", () => {
  const certificates = [...signedData, 3];
  assert.match(
    outcome(rewritten(certificates, (parts) => parts.slice(1))),
    /names a signer/,
  );
  assert.match(
    outcome(
      rewritten(certificates, (parts) => [...parts, parts[0] ?? tooFew()]),
    ),
    /names a signer/,
  );
});

test("too many certificates are refused", () => {
  const many = (parts: Uint8Array[]) => [
    ...parts,
    ...Array.from({ length: 8 }, () => parts[1] ?? tooFew()),
  ];
  assert.match(outcome(rewritten([...signedData, 3], many)), /at most 10/);
});

test("only one exact PEM block is a signature file", () => {
  const pem = file.toString();
  assert.equal(parseSignature(Buffer.from(pem.trimEnd())).ok, true);
  assert.equal(
    parseSignature(Buffer.from(pem.replaceAll("\n", "\r\n"))).ok,
    true,
  );
  for (const changed of [
    `${pem}\n`,
    ` ${pem}`,
    pem + pem,
    pem.replaceAll("PKCS7", "CMS"),
    pem.replace("\n", "\n\n"),
    pem.replace("\nMIA", "\nMI A"),
    "",
  ])
    assert.equal(parseSignature(Buffer.from(changed)).ok, false);
});

test("a file beyond the size limit is refused unread", () => {
  const parsing = parseSignature(Buffer.alloc(largestSignatureFile + 1));
  assert.match(parsing.ok ? "" : parsing.message, /at most/);
});

test("no bytes in a PEM block make the parser throw", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      assert.equal(parseSignature(bytes).ok, false);
      assert.notEqual(outcome(bytes), "parsed");
    }),
    { numRuns: 500 },
  );
  const der = contentInfo.raw;
  fc.assert(
    fc.property(
      fc.nat(der.length - 1),
      fc.nat(255),
      fc.nat(20),
      (at, value, cut) => {
        const damaged = Buffer.from(der);
        damaged[at] = value;
        outcome(
          Buffer.concat([
            damaged.subarray(0, at + 1),
            damaged.subarray(at + 1 + cut),
          ]),
        );
        outcome(damaged);
      },
    ),
    { numRuns: 1_000 },
  );
});

/** The signed attributes, of which there must be so many. */
function parts(count: number): readonly Element[] {
  const found = attributes.reduce<Element | undefined>(
    (at, index) => at?.children[index],
    contentInfo,
  );
  assert.equal(found?.children.length, count);
  return found?.children ?? [];
}

function tooFew(): never {
  throw new Error("The signature has fewer parts than expected.");
}
