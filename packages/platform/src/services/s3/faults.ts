import { fault, type Fault } from "../../core/errors.ts";

/** S3's errors, in its words; S3's model names few of them. */

export const noSuchBucket = (bucket: string): Fault =>
  fault("NoSuchBucket", "The specified bucket does not exist", 404, {
    BucketName: bucket,
  });

export const noSuchKey = (key: string): Fault =>
  fault("NoSuchKey", "The specified key does not exist.", 404, { Key: key });

export const noSuchVersion = (key: string, versionId: string): Fault =>
  fault("NoSuchVersion", "The specified version does not exist.", 404, {
    Key: key,
    VersionId: versionId,
  });

export const noSuchUpload = (uploadId: string): Fault =>
  fault(
    "NoSuchUpload",
    "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
    404,
    { UploadId: uploadId },
  );

export const accessDenied = (): Fault =>
  fault("AccessDenied", "Access Denied", 403);

export const malformedXml = (): Fault =>
  fault(
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema",
    400,
  );

export const invalidArgument = (
  message: string,
  name: string,
  value: string | number | undefined,
): Fault =>
  fault("InvalidArgument", message, 400, {
    ArgumentName: name,
    ArgumentValue: value,
  });

export const invalidRequest = (message: string): Fault =>
  fault("InvalidRequest", message, 400);

export const preconditionFailed = (condition: string): Fault =>
  fault(
    "PreconditionFailed",
    "At least one of the pre-conditions you specified did not hold",
    412,
    { Condition: condition },
  );

/** S3's answer to what a header asks for and it does not have. */
export const notImplemented = (header: string): Fault =>
  fault(
    "NotImplemented",
    "A header you provided implies functionality that is not implemented",
    501,
    { Header: header },
  );

export const entityTooLarge = (size: number, most: number): Fault =>
  fault(
    "EntityTooLarge",
    "Your proposed upload exceeds the maximum allowed size",
    400,
    { ProposedSize: size, MaxSizeAllowed: most },
  );

/** An error with headers that tell of the version it is about. */
export function withHeaders(
  told: Fault,
  headers: Readonly<Record<string, string | undefined>>,
): Fault {
  told.headers = Object.fromEntries(
    Object.entries(headers).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  );
  return told;
}
