import { oids } from "../asn1/oids.ts";
import {
  Malformed,
  parts,
  readOid,
  readText,
  readTime,
  sameBytes,
  tagged,
  tags,
  type Element,
} from "../asn1/read.ts";
import {
  context,
  derNull,
  generalizedTime,
  octetString,
  oid,
  sequence,
  setOf,
  utf8String,
} from "../asn1/write.ts";

/** What a signature states about itself, all of it signed. Digests are SHA-384. */
export type SignedAttributes = {
  /** SHA-384 of the detached content, which is itself the package's digest. */
  readonly messageDigest: Uint8Array;
  readonly signingTime: Date;
  readonly expiresAt: Date;
  readonly jobArn: string;
  readonly profileVersionArn: string;
  /** The framing digest of `digestPackage`; AWS's own signatures have none. */
  readonly framing?: Uint8Array;
  /** The packed file list, as `packFileList` gives it. */
  readonly fileList?: Uint8Array;
};

/** The attributes in DER, sorted as a SET OF must be. */
export function writeAttributes(attributes: SignedAttributes): Uint8Array {
  const { framing, fileList } = attributes;
  return setOf(
    attribute(oids.contentType, oid(oids.data)),
    attribute(oids.signatureExpiry, generalizedTime(attributes.expiresAt)),
    attribute(oids.signingTime, generalizedTime(attributes.signingTime)),
    attribute(oids.algorithmProtection, algorithmProtection),
    attribute(oids.messageDigest, octetString(attributes.messageDigest)),
    attribute(oids.signingJobArn, utf8String(attributes.jobArn)),
    attribute(oids.profileVersionArn, utf8String(attributes.profileVersionArn)),
    ...(framing ? [attribute(oids.framedManifest, octetString(framing))] : []),
    ...(fileList ? [attribute(oids.fileList, octetString(fileList))] : []),
  );
}

/**
 * Reads the attributes; throws `Malformed` when one of AWS Signer's is missing, any is repeated or has several
 * values, or they are not in DER's order. Unknown ones are let pass: they are signed.
 */
export function readAttributes(list: readonly Element[]): SignedAttributes {
  const values = new Map<string, Element>();
  let previous: Uint8Array | undefined;
  for (const item of list) {
    const [type, set, ...rest] = parts(item, tags.sequence, "an attribute");
    const id = readOid(type, "an attribute's type");
    const [value, ...others] = parts(set, tags.set, "an attribute's values");
    if (values.has(id)) throw new Malformed(`Attribute ${id} is repeated.`);
    if (!value || others.length > 0 || rest.length > 0)
      throw new Malformed(`Attribute ${id} must have exactly one value.`);
    if (previous && Buffer.compare(previous, item.raw) >= 0)
      throw new Malformed("The signed attributes are not in DER's order.");
    previous = item.raw;
    values.set(id, value);
  }
  if (readOid(values.get(oids.contentType), "the content type") !== oids.data)
    throw new Malformed("The content type attribute is not plain data.");
  const protection = values.get(oids.algorithmProtection);
  if (!protection || !sameBytes(protection.raw, algorithmProtection))
    throw new Malformed(
      "The algorithm protection attribute does not name SHA-384 and ECDSA with SHA-384.",
    );
  const framing = optionalOctets(values.get(oids.framedManifest));
  const fileList = optionalOctets(values.get(oids.fileList));
  return {
    messageDigest: digestOf(values.get(oids.messageDigest), "message digest"),
    signingTime: readTime(values.get(oids.signingTime), "the signing time"),
    expiresAt: readTime(values.get(oids.signatureExpiry), "the expiry"),
    jobArn: readText(values.get(oids.signingJobArn), "the signing job ARN"),
    profileVersionArn: readText(
      values.get(oids.profileVersionArn),
      "the profile version ARN",
    ),
    ...(framing ? { framing } : {}),
    ...(fileList ? { fileList } : {}),
  };
}

/** CMSAlgorithmProtection (RFC 6211): the digest, and the signature algorithm under [1], as AWS writes it. */
const algorithmProtection = sequence(
  sequence(oid(oids.sha384), derNull),
  context(1, oid(oids.ecdsaWithSha384)),
);

function attribute(type: string, value: Uint8Array): Uint8Array {
  return sequence(oid(type), setOf(value));
}

function digestOf(value: Element | undefined, what: string): Uint8Array {
  const { content } = tagged(value, tags.octetString, `the ${what}`);
  if (content.length !== 48)
    throw new Malformed(`The ${what} is no SHA-384 hash.`);
  return content;
}

function optionalOctets(value: Element | undefined): Uint8Array | undefined {
  return value && tagged(value, tags.octetString, "an attribute").content;
}
