/** Object identifiers by name: PKCS #7, #9 and X9.62, AWS Signer's own, and those of this package. */
export const oids = {
  data: "1.2.840.113549.1.7.1",
  signedData: "1.2.840.113549.1.7.2",
  contentType: "1.2.840.113549.1.9.3",
  messageDigest: "1.2.840.113549.1.9.4",
  signingTime: "1.2.840.113549.1.9.5",
  /** RFC 6211: binds the algorithms to the signature. */
  algorithmProtection: "1.2.840.113549.1.9.52",
  sha384: "2.16.840.1.101.3.4.2.2",
  ecdsaWithSha384: "1.2.840.10045.4.3.3",
  ecPublicKey: "1.2.840.10045.2.1",
  secp384r1: "1.3.132.0.34",
  /** AWS Signer's attributes, as seen in packages that it signed. */
  signingJobArn: "1.3.187.137.1.2",
  signatureExpiry: "1.3.187.137.1.3",
  profileVersionArn: "1.3.187.137.1.4",
  /** This package's attributes, below a UUID of its own (X.667): the framing digest and the file list. */
  framedManifest: "2.25.43718525400758226189199613008406231833.1",
  fileList: "2.25.43718525400758226189199613008406231833.2",
  basicConstraints: "2.5.29.19",
  authorityKeyIdentifier: "2.5.29.35",
  subjectKeyIdentifier: "2.5.29.14",
  keyUsage: "2.5.29.15",
  extendedKeyUsage: "2.5.29.37",
  codeSigning: "1.3.6.1.5.5.7.3.3",
  commonName: "2.5.4.3",
  organization: "2.5.4.10",
  organizationalUnit: "2.5.4.11",
} as const;
