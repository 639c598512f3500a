import {
  InvalidParameterValueException,
  RequestTooLargeException,
} from "@aws-sdk/client-lambda";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import type { Context } from "../../../core/context.ts";
import { Fault, fault } from "../../../core/errors.ts";
import type { BlobRef } from "../../../store/blobs.ts";

/** Where a request says that code is. */
export interface CodeSource {
  readonly ZipFile?: Uint8Array | undefined;
  readonly S3Bucket?: string | undefined;
  readonly S3Key?: string | undefined;
  readonly S3ObjectVersion?: string | undefined;
  readonly S3ObjectStorageMode?: string | undefined;
  readonly ImageUri?: string | undefined;
  readonly SourceKMSKeyArn?: string | undefined;
}

/** Lambda's quota for a package that is uploaded directly, zipped. */
const LARGEST_UPLOAD = 52_428_800;

/** The request bodies that hold such a package in base64. */
export const LARGEST_REQUEST = 70_167_211;

/**
 * Takes a package in as a blob, from the request itself or, with the caller's rights, from S3.
 * @throws Fault InvalidParameterValueException, AccessDeniedException where S3 refuses the caller
 */
export async function receiveCode(
  source: CodeSource,
  ctx: Context,
): Promise<BlobRef> {
  refuseUnbuilt(source);
  const { ZipFile, S3Bucket, S3Key } = source;
  if (ZipFile) {
    if (S3Bucket !== undefined || S3Key !== undefined)
      throw fault(
        InvalidParameterValueException,
        "Please do not provide other FunctionCode parameters when providing a ZipFile.",
      );
    if (ZipFile.byteLength > LARGEST_UPLOAD)
      throw fault(
        RequestTooLargeException,
        `Zipped size must be smaller than ${LARGEST_UPLOAD} bytes`,
      );
    return ctx.blobs.write([ZipFile]);
  }
  if (S3Bucket === undefined || S3Key === undefined)
    throw fault(
      InvalidParameterValueException,
      "Please provide a source for function code.",
    );
  return ctx.blobs.write(
    await objectOf(S3Bucket, S3Key, source.S3ObjectVersion, ctx),
  );
}

/** What the platform cannot do must not look as if it were done. */
function refuseUnbuilt(source: CodeSource): void {
  const { ImageUri, SourceKMSKeyArn, S3ObjectStorageMode = "COPY" } = source;
  if (ImageUri !== undefined)
    throw fault(
      "NotImplemented",
      "Functions from container images are not built.",
      501,
    );
  if (SourceKMSKeyArn)
    throw fault("NotImplemented", "SourceKMSKeyArn is not built.", 501);
  if (S3ObjectStorageMode !== "COPY")
    throw fault(
      "NotImplemented",
      `S3ObjectStorageMode ${S3ObjectStorageMode} is not built.`,
      501,
    );
}

async function objectOf(
  Bucket: string,
  Key: string,
  VersionId: string | undefined,
  ctx: Context,
): Promise<AsyncIterable<Uint8Array>> {
  try {
    const { Body } = await ctx.send(
      new GetObjectCommand({
        Bucket,
        Key,
        ...(VersionId === undefined ? {} : { VersionId }),
      }),
      { as: "caller" },
    );
    if (Body === undefined) return nothing();
    return Body instanceof Uint8Array ? once(Body) : Body;
  } catch (error) {
    throw error instanceof Fault ? s3Refusal(error) : error;
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function s3Refusal({ name, message, status }: Fault): Fault {
  const told = `S3 Error Code: ${name}. S3 Error Message: ${message}`;
  return status === 403
    ? fault(
        "AccessDeniedException",
        `Your access has been denied by S3, please make sure your request credentials have permission to GetObject for the bucket and key. ${told}`,
        403,
      )
    : fault(
        InvalidParameterValueException,
        `Error occurred while GetObject. ${told}`,
      );
}
