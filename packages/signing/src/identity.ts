import { createPrivateKey, sign } from "node:crypto";
import { readElement } from "./asn1/read.ts";
import { certificatesFromPem, type Certificate } from "./certificate.ts";

/** Who signs: a certificate chain, leaf first, and a way to sign with the leaf's key, which may live in an HSM. */
export type SigningIdentity = {
  readonly chain: readonly [Certificate, ...Certificate[]];
  /** ECDSA P-384 with SHA-384 over the bytes, the signature in DER. */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
};

/** An identity from PEM: the chain's certificates, leaf first, and the leaf's key in PKCS #8. Throws on bad PEM. */
export function identityFromPem(
  chainPem: string,
  privateKeyPem: string,
): SigningIdentity {
  const [leaf, ...parents] = certificatesFromPem(chainPem);
  if (!leaf) throw new Error("A signing identity needs a certificate.");
  const key = createPrivateKey(privateKeyPem);
  if (!leaf.x509.checkPrivateKey(key))
    throw new Error(
      "The private key does not belong to the first certificate.",
    );
  return {
    chain: [leaf, ...parents],
    sign: (bytes) => Promise.resolve(sign("sha384", bytes, key)),
  };
}

/**
 * Signs a payload's bytes as Signer's SignPayload does for Notation: SHA-384, ECDSA P-384, answered raw as r ‖ s
 * (96 bytes, IEEE P1363), which is what JWS and COSE envelopes carry.
 */
export async function signPayload(
  identity: SigningIdentity,
  payload: Uint8Array,
): Promise<Uint8Array> {
  return rawSignature(await identity.sign(payload));
}

const coordinateSize = 48;

/** An ECDSA P-384 signature in DER as its two 48-byte numbers. */
function rawSignature(der: Uint8Array): Uint8Array {
  const numbers = readElement(der).children.map(({ content }) => {
    const padded = Buffer.alloc(coordinateSize);
    const bytes =
      content.length > coordinateSize ? content.subarray(1) : content;
    padded.set(bytes, coordinateSize - bytes.length);
    return padded;
  });
  return Buffer.concat(numbers);
}
