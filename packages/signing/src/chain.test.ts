import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import {
  certificateToPem,
  readCertificate,
  type Certificate,
} from "./certificate.ts";
import { checkChain, signerFault } from "./chain.ts";
import { identityFromPem } from "./identity.ts";
import {
  issueCertificate,
  type CertificateRequest,
  type Issuer,
} from "./issue-certificate.ts";
import {
  failures,
  newPublisher,
  signingTime,
  trusted,
} from "./testing/publisher.ts";
import { writeZip } from "./zip/write.ts";

const hours = (count: number) => new Date(+signingTime + count * 3_600_000);

function newKey(namedCurve = "secp384r1"): string {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve });
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

/** A certificate with a key of its own, and what is needed to issue below it. */
function certify(
  commonName: string,
  role: CertificateRequest["role"],
  issuer?: Issuer,
  changes: Partial<CertificateRequest> = {},
): Issuer {
  const request = {
    commonName,
    subjectKeyPem: newKey(),
    notBefore: hours(-1),
    notAfter: hours(1),
    role,
    ...changes,
  };
  return {
    certificate: issueCertificate(request, issuer),
    privateKeyPem: request.subjectKeyPem,
  };
}

const ca = { kind: "authority" } as const;
const code = { kind: "signer" } as const;
const root = certify("root", ca);
const middle = certify("middle", { ...ca, pathLength: 0 }, root);
const leaf = certify("signer", code, middle);

function outcome(path: readonly Issuer[], trust = root): string {
  const [first, ...rest] = path.map(({ certificate }) => certificate);
  assert(first);
  const roots = trusted(certificateToPem(trust.certificate));
  const chain = checkChain(first, [first, ...rest], roots, signingTime);
  return chain.ok ? "trusted" : chain.code;
}

/** Signs a package with a certificate and verifies it where `root` is trusted. */
async function signedBy(signer: Issuer, ...above: Issuer[]) {
  const publisher = newPublisher();
  const pem = [signer, ...above].map(({ certificate }) =>
    certificateToPem(certificate),
  );
  const identity = identityFromPem(pem.join(""), signer.privateKeyPem);
  const bytes = await publisher.sign(writeZip([{ name: "a", body: "a" }]), {
    identity,
  });
  return publisher.verify(bytes, {
    roots: trusted(certificateToPem(root.certificate)),
  });
}

test("a chain to a trusted root holds, whether or not it brings the root, in any order", () => {
  assert.equal(outcome([leaf, middle]), "trusted");
  assert.equal(outcome([leaf, middle, root]), "trusted");
  assert.equal(outcome([leaf, root, middle, root]), "trusted");
});

test("a chain to another root does not, though it brings that root", () => {
  const stranger = certify("root", ca);
  assert.equal(outcome([leaf, middle, root], stranger), "untrusted-root");
  assert.equal(outcome([leaf, middle], stranger), "untrusted-root");
  assert.equal(outcome([leaf]), "untrusted-root");
});

test("a self-signed signer is not trusted", () => {
  assert.equal(outcome([certify("signer", code)]), "untrusted-root");
});

test("a certificate whose named issuer did not sign it is forged", () => {
  const impostor = certify("middle", ca);
  assert.equal(outcome([leaf, impostor, root]), "forged");
});

test("certificates that are of no use to the chain are refused", () => {
  assert.equal(
    outcome([leaf, middle, certify("other", ca)]),
    "foreign-certificate",
  );
});

test("an expired or not yet valid certificate anywhere breaks the chain", () => {
  const expired = { notAfter: hours(-0.5) };
  const early = { notBefore: hours(0.5) };
  for (const changes of [expired, early]) {
    assert.equal(
      outcome([certify("signer", code, middle, changes), middle]),
      "not-valid-then",
    );
    const stale = certify("stale", ca, root, changes);
    assert.equal(
      outcome([certify("signer", code, stale), stale]),
      "not-valid-then",
    );
  }
});

test("a signer's certificate cannot issue, nor an authority deeper than allowed", () => {
  const below = certify("signer", code, leaf);
  assert.equal(outcome([below, leaf, middle]), "not-an-authority");
  const tooDeep = certify("deep", ca, middle);
  assert.equal(
    outcome([certify("signer", code, tooDeep), tooDeep, middle]),
    "not-an-authority",
  );
});

test("a chain that runs in a circle or very deep ends", () => {
  const chain: Issuer[] = [root];
  for (let level = 0; level < 8; level++)
    chain.unshift(certify(`ca ${level}`, ca, chain[0]));
  assert.equal(
    outcome([certify("signer", code, chain[0]), ...chain]),
    "untrusted-root",
  );
});

test("only the curve P-384 is accepted, in the signer and above it", () => {
  const p256 = { subjectKeyPem: newKey("prime256v1") };
  assert.equal(
    outcome([certify("signer", code, middle, p256), middle]),
    "unsupported-certificate",
  );
  const weak = certify("weak", ca, root, p256);
  assert.equal(
    outcome([certify("signer", code, weak), weak]),
    "unsupported-certificate",
  );
});

test("a package signed with a wrong curve, an authority's key or a stranger's is a mismatch", async () => {
  const p256 = { subjectKeyPem: newKey("prime256v1") };
  const cases: [Issuer, Issuer[], string[]][] = [
    [
      certify("signer", code, middle, p256),
      [middle],
      ["chain", "signer-certificate"],
    ],
    [middle, [root], ["signer-certificate"]],
    [certify("signer", code), [], ["chain"]],
    [
      certify("signer", code, middle, { notAfter: hours(-0.5) }),
      [middle],
      ["chain"],
    ],
  ];
  for (const [signer, above, expected] of cases) {
    const verification = await signedBy(signer, ...above);
    assert.equal(verification.verdict, "MISMATCH");
    assert.deepEqual(failures(verification), expected);
  }
  assert.equal((await signedBy(leaf, middle, root)).verdict, "VALID");
});

test("a signer needs the usages of code signing", () => {
  const { certificate } = leaf;
  assert.equal(signerFault(certificate), undefined);
  const without = (changes: Partial<Certificate>) =>
    signerFault({ ...certificate, ...changes });
  assert.match(without({ extendedKeyUsage: [] }) ?? "", /codeSigning/);
  assert.match(
    without({ extendedKeyUsage: ["1.3.6.1.5.5.7.3.1"] }) ?? "",
    /codeSigning/,
  );
  assert.match(
    without({ keyUsage: { digitalSignature: false, keyCertSign: true } }) ?? "",
    /digitalSignature/,
  );
  assert.match(without({ isAuthority: true }) ?? "", /authority/);
});

test("a critical extension that is not understood breaks the chain", () => {
  const strange = { ...leaf.certificate, unknownCritical: ["1.2.3"] };
  const roots = trusted(certificateToPem(root.certificate));
  const chain = checkChain(
    strange,
    [strange, middle.certificate],
    roots,
    signingTime,
  );
  assert.equal(!chain.ok && chain.code, "unsupported-certificate");
});

test("no damaged byte of a certificate goes unnoticed", () => {
  const { raw } = leaf.certificate;
  const roots = trusted(certificateToPem(root.certificate));
  for (let at = 0; at < raw.length; at += 3) {
    const damaged = Buffer.from(raw);
    damaged[at] = (damaged[at] ?? 0) ^ 1;
    let certificate: Certificate;
    try {
      certificate = readCertificate(damaged);
    } catch (error) {
      assert.equal(error instanceof Error && error.name, "Malformed");
      continue;
    }
    const chain = checkChain(
      certificate,
      [certificate, middle.certificate],
      roots,
      signingTime,
    );
    assert.equal(chain.ok, false, `byte ${at}`);
  }
});
