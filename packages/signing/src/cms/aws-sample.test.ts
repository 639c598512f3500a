import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { checkChain } from "../chain.ts";
import { certificateToPem } from "../certificate.ts";
import { signatureCheck } from "../signature-checks.ts";
import { trusted } from "../testing/publisher.ts";
import { parseSignature } from "./parse.ts";

const file = readFileSync(
  new URL("../../fixtures/aws-signed-sample.SF", import.meta.url),
);

function sample() {
  const parsing = parseSignature(file);
  assert(parsing.ok);
  return parsing.signature;
}

/** The root that the sample brings, which a caller would have to trust by their own decision. */
function sampleRoots() {
  const root = sample().certificates.at(-1);
  assert(root);
  return trusted(certificateToPem(root), false);
}

test("a signature that AWS Signer embedded is parsed", () => {
  const { attributes, signer, certificates } = sample();
  assert.equal(
    attributes.jobArn,
    "arn:aws:signer:us-east-1:464622532012:/signing-jobs/57613597-fcbd-4527-b0b5-11a4ce658e82",
  );
  assert.equal(
    attributes.profileVersionArn,
    "arn:aws:signer:us-east-1:464622532012:/signing-profiles/DatadogLambdaSigningProfile/9vMI9ZAGLc",
  );
  assert.equal(
    attributes.signingTime.toISOString(),
    "2022-02-11T17:45:24.338Z",
  );
  assert.equal(attributes.expiresAt.toISOString(), "2033-05-11T17:45:24.338Z");
  assert.equal(
    Buffer.from(attributes.messageDigest).toString("hex").slice(0, 8),
    "efc098e1",
  );
  assert.equal(attributes.framing, undefined);
  assert.match(signer.name, /CN=signer$/);
  assert.equal(certificates.length, 5);
});

test("its signature verifies with its signer's key", () => {
  assert.equal(signatureCheck(sample()).outcome, "pass");
});

test("its chain holds at its signing time, below a root that the caller trusts", () => {
  const { signer, certificates, attributes } = sample();
  const chain = checkChain(
    signer,
    certificates,
    sampleRoots(),
    attributes.signingTime,
  );
  assert(chain.ok);
  assert.match(chain.root.certificate.name, /Signer us-west-2 ROOT CA/);
  assert.equal(chain.path.length, 4);
});

test("its chain does not hold today, nor below no root, though it brings one", () => {
  const { signer, certificates, attributes } = sample();
  const today = checkChain(
    signer,
    certificates,
    sampleRoots(),
    new Date("2026-11-22"),
  );
  assert.equal(!today.ok && today.code, "not-valid-then");
  const rootless = checkChain(signer, certificates, [], attributes.signingTime);
  assert.equal(!rootless.ok && rootless.code, "untrusted-root");
});

test("no changed byte of it goes unnoticed", () => {
  const roots = sampleRoots();
  for (let at = 0; at < file.length; at += 29) {
    const changed = Buffer.from(file);
    changed[at] = (changed[at] ?? 0) ^ (1 + (at % 7));
    const parsing = parseSignature(changed);
    if (!parsing.ok) continue;
    const { signer, certificates, attributes } = parsing.signature;
    const holds =
      checkChain(signer, certificates, roots, attributes.signingTime).ok &&
      signatureCheck(parsing.signature).outcome === "pass";
    assert.equal(holds, false, `byte ${at}`);
  }
});
