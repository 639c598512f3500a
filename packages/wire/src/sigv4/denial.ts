import type { ProtocolName } from "../request.ts";

/** Why a request's credentials were not accepted. */
export type DenialReason =
  | "MissingAuthenticationToken"
  | "IncompleteSignature"
  | "OldMechanism"
  | "HeadersNotSigned"
  | "UnknownAccessKey"
  | "InvalidToken"
  | "ExpiredToken"
  | "SignatureDoesNotMatch"
  | "WrongScope"
  | "SignatureExpired"
  | "SignatureNotYetCurrent"
  | "PresignExpired";

/** A refusal of the credentials that a request presents; `spokenDenial` puts it in a protocol's words. */
export interface Denial {
  readonly ok: false;
  readonly reason: DenialReason;
  /** AWS's text for the query and JSON protocols. */
  readonly message: string;
  /** S3's own text, where it differs. */
  readonly s3Message?: string;
}

/** The error to answer a denial with. */
export interface SpokenDenial {
  readonly name: string;
  readonly message: string;
  readonly status: number;
  readonly fault: "client";
}

interface Words {
  readonly query: string;
  readonly json: string;
  readonly s3: string;
  /** S3's status where it is not 403. */
  readonly s3Status?: number;
  readonly queryStatus?: number;
  readonly message: string;
  readonly s3Message?: string;
}

const mismatch =
  "The request signature we calculated does not match the signature you provided. " +
  "Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";

const signature = {
  query: "SignatureDoesNotMatch",
  json: "InvalidSignatureException",
  s3: "SignatureDoesNotMatch",
};

const skewed = {
  ...signature,
  s3: "RequestTimeTooSkewed",
  message: "Signature expired",
  s3Message:
    "The difference between the request time and the current time is too large.",
};

/** AWS's names and texts for each reason, by family of protocols. */
const words: Readonly<Record<DenialReason, Words>> = {
  MissingAuthenticationToken: {
    query: "MissingAuthenticationToken",
    json: "MissingAuthenticationTokenException",
    s3: "AccessDenied",
    message: "Request is missing Authentication Token",
    s3Message: "Access Denied",
  },
  IncompleteSignature: {
    query: "IncompleteSignature",
    json: "IncompleteSignatureException",
    s3: "AuthorizationHeaderMalformed",
    s3Status: 400,
    queryStatus: 400,
    message: "The request signature does not conform to AWS standards.",
  },
  // Signature version 2, which boto3 still makes for presigned URLs unless it is told otherwise.
  OldMechanism: {
    query: "IncompleteSignature",
    json: "IncompleteSignatureException",
    s3: "InvalidRequest",
    s3Status: 400,
    queryStatus: 400,
    message:
      "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
  },
  HeadersNotSigned: {
    ...signature,
    s3: "AccessDenied",
    message: "There were headers present in the request which were not signed",
  },
  UnknownAccessKey: {
    query: "InvalidClientTokenId",
    json: "UnrecognizedClientException",
    s3: "InvalidAccessKeyId",
    message: "The security token included in the request is invalid.",
    s3Message:
      "The AWS Access Key Id you provided does not exist in our records.",
  },
  InvalidToken: {
    query: "InvalidClientTokenId",
    json: "UnrecognizedClientException",
    s3: "InvalidToken",
    s3Status: 400,
    message: "The security token included in the request is invalid.",
    s3Message: "The provided token is malformed or otherwise invalid.",
  },
  ExpiredToken: {
    query: "ExpiredToken",
    json: "ExpiredTokenException",
    s3: "ExpiredToken",
    s3Status: 400,
    message: "The security token included in the request is expired",
    s3Message: "The provided token has expired.",
  },
  SignatureDoesNotMatch: {
    ...signature,
    message: mismatch,
    s3Message:
      "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
  },
  WrongScope: {
    ...signature,
    s3: "AuthorizationHeaderMalformed",
    s3Status: 400,
    message: mismatch,
  },
  SignatureExpired: skewed,
  SignatureNotYetCurrent: skewed,
  PresignExpired: {
    ...signature,
    s3: "AccessDenied",
    message: "Signature expired",
    s3Message: "Request has expired",
  },
};

/** A denial for the reason, with AWS's usual text unless the case needs its own. */
export function denied(reason: DenialReason, message?: string): Denial {
  const usual = words[reason];
  return {
    ok: false,
    reason,
    message: message ?? usual.message,
    s3Message: usual.s3Message ?? message ?? usual.message,
  };
}

/** A denial as the protocol's services name it: code, text and status. */
export function spokenDenial(
  denial: Denial,
  protocol: ProtocolName,
): SpokenDenial {
  const said = words[denial.reason];
  const spoken = (
    name: string,
    status: number,
    message = denial.message,
  ): SpokenDenial => ({
    name,
    message,
    status,
    fault: "client",
  });
  if (protocol === "restXml")
    return spoken(said.s3, said.s3Status ?? 403, denial.s3Message);
  if (protocol === "awsQuery" || protocol === "ec2Query")
    return spoken(said.query, said.queryStatus ?? 403);
  // The JSON RPC services answer 400 to everything, the REST ones 403.
  return spoken(said.json, protocol === "restJson1" ? 403 : 400);
}
