import { generateKeyPairSync } from "node:crypto";
import { certificatesFromPem, certificateToPem } from "./certificate.ts";
import { issueCertificate, type Issuer } from "./issue-certificate.ts";

/** A certificate with its private key (PKCS #8), both in PEM: plain text, for the caller to keep safe. */
export type KeyedCertificate = {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
};

/**
 * An installation's own certificate authority. Only the root's certificate is given to verifiers; the root's key
 * is needed just to renew the subordinate and may be kept offline.
 */
export type Authority = {
  readonly name: string;
  readonly root: KeyedCertificate;
  readonly subordinate: KeyedCertificate;
};

const hour = 3_600_000;
const day = 24 * hour;
const year = 365 * day;
/** AWS's lifetimes: root 100 years, subordinate 5 years, signer 3 days; each begins an hour early. */
const lifetimes = { root: 100 * year, subordinate: 5 * year, signer: 3 * day };

/** Founds an authority: a P-384 root and a subordinate, valid from an hour before `now`. */
export function createAuthority(options: {
  /** Part of the certificates' common names, such as a Region: `Signer <name> ROOT CA`. */
  readonly name: string;
  readonly now: Date;
}): Authority {
  const { name, now } = options;
  const rootKey = newPrivateKeyPem();
  const certificate = issueCertificate({
    commonName: `Signer ${name} ROOT CA`,
    subjectKeyPem: rootKey,
    ...validity(now, lifetimes.root),
    role: { kind: "authority" },
  });
  const root = {
    certificatePem: certificateToPem(certificate),
    privateKeyPem: rootKey,
  };
  return { name, root, subordinate: issueSubordinate(name, root, now) };
}

/** The same authority with a fresh subordinate, for when the old one nears its end. */
export function renewSubordinate(authority: Authority, now: Date): Authority {
  const { name, root } = authority;
  return { ...authority, subordinate: issueSubordinate(name, root, now) };
}

/** A signer's short-lived key with its chain, or the reason why the authority cannot issue one now. */
export type SignerIssue =
  | {
      readonly ok: true;
      /** Leaf, subordinate and root, in this order. */
      readonly chainPem: string;
      readonly privateKeyPem: string;
      readonly notAfter: Date;
    }
  | {
      readonly ok: false;
      readonly code: "subordinate-expired";
      readonly message: string;
    };

/**
 * Issues a certificate for signing code: `CN=signer`, three days as AWS's, never longer than the subordinate's.
 * `identityFromPem` makes a signing identity of it.
 */
export function issueSigner(authority: Authority, now: Date): SignerIssue {
  const issuer = issuerOf(authority.subordinate);
  const { notAfter: lastDay, name } = issuer.certificate;
  if (now >= lastDay)
    return {
      ok: false,
      code: "subordinate-expired",
      message: `${name} ended at ${lastDay.toISOString()}; renew the subordinate.`,
    };
  const { notBefore, notAfter } = validity(now, lifetimes.signer);
  const privateKeyPem = newPrivateKeyPem();
  const leaf = issueCertificate(
    {
      commonName: "signer",
      subjectKeyPem: privateKeyPem,
      notBefore: later(notBefore, issuer.certificate.notBefore),
      notAfter: notAfter < lastDay ? notAfter : lastDay,
      role: { kind: "signer" },
    },
    issuer,
  );
  const chain = [
    certificateToPem(leaf),
    authority.subordinate.certificatePem,
    authority.root.certificatePem,
  ];
  return {
    ok: true,
    chainPem: chain.join(""),
    privateKeyPem,
    notAfter: leaf.notAfter,
  };
}

/**
 * Issues an RSA key that signs notices, such as SNS's messages, with its chain; it lasts as long as the subordinate
 * and cannot sign code.
 */
export function issueNoticeSigner(
  authority: Authority,
  now: Date,
): { readonly chainPem: string; readonly privateKeyPem: string } {
  const issuer = issuerOf(authority.subordinate);
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const privateKeyPem = privateKey
    .export({ type: "pkcs8", format: "pem" })
    .toString();
  const leaf = issueCertificate(
    {
      commonName: "notices",
      subjectKeyPem: privateKeyPem,
      notBefore: later(
        new Date(now.getTime() - hour),
        issuer.certificate.notBefore,
      ),
      notAfter: issuer.certificate.notAfter,
      role: { kind: "notice-signer" },
    },
    issuer,
  );
  const chain = [
    certificateToPem(leaf),
    authority.subordinate.certificatePem,
    authority.root.certificatePem,
  ];
  return { chainPem: chain.join(""), privateKeyPem };
}

function issueSubordinate(
  name: string,
  root: KeyedCertificate,
  now: Date,
): KeyedCertificate {
  const privateKeyPem = newPrivateKeyPem();
  const certificate = issueCertificate(
    {
      commonName: `Signer ${name} SUBORDINATE CA`,
      subjectKeyPem: privateKeyPem,
      ...validity(now, lifetimes.subordinate),
      role: { kind: "authority", pathLength: 0 },
    },
    issuerOf(root),
  );
  return { certificatePem: certificateToPem(certificate), privateKeyPem };
}

function issuerOf({ certificatePem, privateKeyPem }: KeyedCertificate): Issuer {
  const [certificate] = certificatesFromPem(certificatePem);
  if (!certificate) throw new Error("The authority holds no certificate.");
  return { certificate, privateKeyPem };
}

function validity(now: Date, lifetime: number) {
  return {
    notBefore: new Date(now.getTime() - hour),
    notAfter: new Date(now.getTime() + lifetime),
  };
}

function later(left: Date, right: Date): Date {
  return left > right ? left : right;
}

function newPrivateKeyPem(): string {
  const { privateKey } = generateKeyPairSync("ec", {
    namedCurve: "secp384r1",
  });
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}
