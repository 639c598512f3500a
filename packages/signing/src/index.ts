export {
  openZip,
  type ZipArchive,
  type ZipEntry,
  type ZipReading,
} from "./zip/open.ts";
export type { EntryKind } from "./zip/central-directory.ts";
export { lambdaLimits, type ZipLimits } from "./zip/limits.ts";
export { signatureFolder, signatureName } from "./zip/names.ts";
export { ZipRefused, type ZipCode, type ZipRefusal } from "./zip/refusal.ts";
export type { TakeChunk } from "./zip/contents.ts";
export {
  bufferSource,
  fileSource,
  type SlidingWindow,
  type ZipSource,
} from "./zip/source.ts";
export { writeZip, type EntryToWrite } from "./zip/write.ts";

export {
  digestPackage,
  type FileDigest,
  type PackageDigest,
} from "./digest.ts";
export {
  createAuthority,
  issueNoticeSigner,
  issueSigner,
  renewSubordinate,
  type Authority,
  type KeyedCertificate,
  type SignerIssue,
} from "./authority.ts";
export {
  identityFromPem,
  signPayload,
  type SigningIdentity,
} from "./identity.ts";
export {
  signPackage,
  type SignedPackage,
  type SigningRefusal,
  type SigningRequest,
} from "./sign.ts";

export {
  certificatesFromPem,
  certificateToPem,
  revocationHash,
  revocationHashes,
  type Certificate,
} from "./certificate.ts";
export {
  trustRootsFromPem,
  type TrustReading,
  type TrustRoot,
} from "./trust.ts";
export { profileAllowed } from "./profile.ts";
export {
  revocationCheck,
  type Revocation,
  type RevocationCheck,
  type RevocationList,
  type SignatureIdentity,
} from "./revocation.ts";
export {
  describeChecks,
  type Check,
  type CheckCode,
  type CheckDetails,
  type Verdict,
} from "./checks.ts";
export {
  verifyPackage,
  type SignatureSummary,
  type Verification,
  type VerificationPolicy,
} from "./verify.ts";
export {
  parseSignature,
  type ParsedSignature,
  type SignatureParsing,
} from "./cms/parse.ts";
