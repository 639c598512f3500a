import assert from "node:assert/strict";
import { createHash, verify } from "node:crypto";
import { test } from "node:test";
import { createAuthority, issueSigner, renewSubordinate } from "./authority.ts";
import {
  certificatesFromPem,
  isSignedBy,
  revocationHash,
  revocationHashes,
} from "./certificate.ts";
import { checkChain } from "./chain.ts";
import { identityFromPem, signPayload } from "./identity.ts";
import { trusted } from "./testing/publisher.ts";
import { trustRootsFromPem } from "./trust.ts";

const now = new Date("2026-03-01T12:00:00Z");
const days = (count: number) => new Date(now.getTime() + count * 86_400_000);
const authority = createAuthority({ name: "us-east-1", now });

function issued(from = authority, at = now) {
  const issue = issueSigner(from, at);
  assert(issue.ok);
  const [leaf, subordinate, root] = certificatesFromPem(issue.chainPem);
  assert(leaf && subordinate && root);
  return { issue, leaf, subordinate, root, chain: [leaf, subordinate, root] };
}

test("an authority is plain text that survives storage", () => {
  const stored = JSON.parse(JSON.stringify(authority)) as typeof authority;
  const { leaf, subordinate, root } = issued(stored);
  assert.equal(isSignedBy(leaf, subordinate), true);
  assert.equal(isSignedBy(subordinate, root), true);
  assert.match(stored.root.privateKeyPem, /BEGIN PRIVATE KEY/);
});

test("a signer's certificate is for signing code only, and for three days", () => {
  const { leaf, issue } = issued();
  assert.match(leaf.name, /CN=signer$/);
  assert.equal(leaf.isP384, true);
  assert.equal(leaf.isAuthority, false);
  assert.deepEqual(leaf.keyUsage, {
    digitalSignature: true,
    keyCertSign: false,
  });
  assert.deepEqual(leaf.extendedKeyUsage, ["1.3.6.1.5.5.7.3.3"]);
  assert.deepEqual(issue.notAfter, days(3));
});

test("a subordinate ends, issues nothing after that, and can be renewed", () => {
  const late = days(5 * 365);
  const refusal = issueSigner(authority, late);
  assert.equal(!refusal.ok && refusal.code, "subordinate-expired");
  const renewed = renewSubordinate(authority, late);
  const { leaf, chain } = issued(renewed, late);
  assert.equal(
    checkChain(leaf, chain, trusted(authority.root.certificatePem), late).ok,
    true,
  );
});

test("a signer issued on the subordinate's last day ends with it", () => {
  const { leaf, subordinate } = issued(authority, days(5 * 365 - 1));
  assert.deepEqual(leaf.notAfter, subordinate.notAfter);
});

test("the revocation hash joins the to-be-signed parts of certificate and parent", () => {
  const { leaf, subordinate, root, chain } = issued();
  const hash = (bytes: Uint8Array) =>
    createHash("sha384").update(bytes).digest("hex");
  assert.equal(
    revocationHash(leaf, subordinate),
    hash(leaf.tbs) + hash(subordinate.tbs),
  );
  assert.equal(revocationHash(root), hash(root.tbs) + hash(root.tbs));
  assert.deepEqual(revocationHashes(chain), [
    revocationHash(leaf, subordinate),
    revocationHash(subordinate, root),
    revocationHash(root),
  ]);
});

test("only self-signed authorities can be trusted roots", () => {
  const options = { requireFraming: true };
  assert.equal(
    trustRootsFromPem(authority.root.certificatePem, options).ok,
    true,
  );
  assert.equal(
    trustRootsFromPem(authority.subordinate.certificatePem, options).ok,
    false,
  );
  assert.equal(trustRootsFromPem(issued().issue.chainPem, options).ok, false);
  assert.equal(trustRootsFromPem("no certificate", options).ok, false);
  const broken = authority.root.certificatePem.replace(/MII/, "MIA");
  assert.equal(trustRootsFromPem(broken, options).ok, false);
});

test("an identity needs the key of its own certificate", () => {
  const { issue } = issued();
  assert.throws(
    () => identityFromPem(issue.chainPem, authority.root.privateKeyPem),
    /does not belong/,
  );
});

test("a payload's signature is r and s of ECDSA P-384, and holds for that payload alone", async () => {
  const { issue, leaf } = issued();
  const identity = identityFromPem(issue.chainPem, issue.privateKeyPem);
  const payload = Buffer.from('{"targetArtifact":{}}');
  for (let round = 0; round < 40; round++) {
    const signature = await signPayload(identity, payload);
    const key = {
      key: leaf.x509.publicKey,
      dsaEncoding: "ieee-p1363",
    } as const;
    assert.equal(signature.length, 96);
    assert.equal(verify("sha384", payload, key, signature), true);
    assert.equal(verify("sha384", Buffer.from("other"), key, signature), false);
  }
});
