export { WireFault, type WireCode } from "./fault.ts";
export { claim, type Claim } from "./match.ts";
export { s3Address, type S3Address } from "./s3-address.ts";
export { serviceModel, type ServiceModel } from "./model.ts";
export type { HttpTrait, OperationModel } from "./schema/operation.ts";
export { redacted } from "./schema/sensitive.ts";
export type { HttpAnswer, ProtocolName, RequestHead } from "./request.ts";
export { decode, encode, encodeError } from "./exchange.ts";
export type {
  AnswerMeta,
  ErrorAnswer,
  ErrorMeta,
} from "./protocols/protocol.ts";
export { checksumAlgorithms, type RunningChecksum } from "./sigv4/checksums.ts";
export { presented, type Presented } from "./sigv4/presented.ts";
export { signatureHeaders, type Signer } from "./sigv4/sign.ts";
export {
  verifySignature,
  wrongService,
  type ChunkSeed,
  type Verdict,
  type Verified,
} from "./sigv4/verify.ts";
export {
  denied,
  spokenDenial,
  type Denial,
  type DenialReason,
  type SpokenDenial,
} from "./sigv4/denial.ts";
export {
  verifiedBytes,
  verifiedStream,
  type BodyRules,
  type VerifiedStream,
} from "./sigv4/verified-body.ts";
export { validationErrorName, violations } from "./constraints/violations.ts";
