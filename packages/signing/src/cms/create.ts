import { createHash } from "node:crypto";
import { oids } from "../asn1/oids.ts";
import { contextTag, tags } from "../asn1/read.ts";
import {
  derNull,
  element,
  integer,
  octetString,
  oid,
  openEnded,
  sequence,
} from "../asn1/write.ts";
import type { SigningIdentity } from "../identity.ts";
import { writeAttributes, type SignedAttributes } from "./attributes.ts";
import { toPem } from "./pem.ts";

/** What is to be signed: the detached content and what the signature states. */
export type SignatureRequest = Omit<SignedAttributes, "messageDigest"> & {
  /** The package's digest (SHA-384, 48 bytes), which is the detached content. */
  readonly content: Uint8Array;
};

/** A signature file in the form that AWS Signer embeds: PEM `PKCS7`, detached, with the identity's whole chain. */
export async function createSignature(
  identity: SigningIdentity,
  { content, ...stated }: SignatureRequest,
): Promise<Uint8Array> {
  const messageDigest = createHash("sha384").update(content).digest();
  const attributes = writeAttributes({ ...stated, messageDigest });
  const signature = await identity.sign(attributes);
  const [leaf] = identity.chain;
  const sha384 = sequence(oid(oids.sha384), derNull);

  const signerInfo = sequence(
    integer(1),
    sequence(leaf.issuer, element(tags.integer, leaf.serial)),
    sha384,
    retagged(attributes, contextTag(0)),
    sequence(oid(oids.ecdsaWithSha384)),
    octetString(signature),
  );
  const signedData = openEnded(
    tags.sequence,
    integer(1),
    element(tags.set, sha384),
    openEnded(tags.sequence, oid(oids.data)),
    openEnded(contextTag(0), ...identity.chain.map(({ raw }) => raw)),
    element(tags.set, signerInfo),
  );
  const contentInfo = openEnded(
    tags.sequence,
    oid(oids.signedData),
    openEnded(contextTag(0), signedData),
  );
  return Buffer.from(toPem("PKCS7", contentInfo));
}

/** The same element under another tag: attributes are signed as a SET and sent as `[0]` (RFC 5652 5.4). */
function retagged(bytes: Uint8Array, tag: number): Uint8Array {
  return Buffer.concat([Buffer.from([tag]), bytes.subarray(1)]);
}
