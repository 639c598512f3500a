import type { GetObjectCommandInput } from "@aws-sdk/client-s3";
import type { Context } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import type { ServerInput } from "../../core/operation.ts";
import { answerChecksum, answerDescription } from "./answer-object.ts";
import { byteRange, contentRange, type ByteRange } from "./byte-range.ts";
import { toldValue } from "./checksum/told.ts";
import { readVerdict } from "./conditions.ts";
import { invalidRequest } from "./faults.ts";
import { objectOf } from "./find-object.ts";
import { answerExpiry } from "./lifecycle/expiry.ts";
import { checkPartNumber } from "./multipart/store-part.ts";
import type { Bucket, Content, ObjectVersion } from "./tables.ts";

/**
 * What GetObject and HeadObject share: finds the object and answers the headers of a read of it (200, 206
 * for a part or range, 304 without content) and which bytes they speak of.
 * @throws Fault as {@link objectOf}, PreconditionFailed, InvalidRange, InvalidPartNumber
 */
export async function readObject(
  input: ServerInput<GetObjectCommandInput>,
  bucket: Bucket,
  ctx: Context,
) {
  refuseOverridesOfAnonymous(input, ctx);
  const version = await objectOf(ctx, bucket, input.Key, input.VersionId);
  const description = {
    ...answerDescription(bucket, version, input),
    ...(input.VersionId === undefined ? answerExpiry(bucket, version) : {}),
  };
  if (readVerdict(input, version) === "not modified") {
    const { ContentType: _none, ...rest } = description;
    return {
      content: undefined,
      range: undefined,
      answer: { ...rest, $metadata: { httpStatusCode: 304 } },
    };
  }
  const { content } = version;
  const part = partOf(input, content);
  const range = part?.range ?? byteRange(input.Range, content.size);
  const bytes = {
    ContentLength: range ? range.end - range.start + 1 : content.size,
    ...(part ? { PartsCount: part.count } : {}),
  };
  const answer = range
    ? {
        ...description,
        ...bytes,
        ...partChecksum(version, part, input.ChecksumMode),
        ContentRange: contentRange(range, content.size),
        $metadata: { httpStatusCode: 206 },
      }
    : { ...description, ...bytes, ...answerChecksum(version, input) };
  return { content, range, answer };
}

/** Only those who sign may choose an answer's headers. */
function refuseOverridesOfAnonymous(
  input: ServerInput<GetObjectCommandInput>,
  { caller }: Context,
): void {
  const overrides =
    input.ResponseCacheControl ??
    input.ResponseContentDisposition ??
    input.ResponseContentEncoding ??
    input.ResponseContentLanguage ??
    input.ResponseContentType ??
    input.ResponseExpires;
  if (caller.type === "Anonymous" && overrides !== undefined)
    throw invalidRequest(
      "Request specific response headers cannot be used for anonymous GET requests.",
    );
}

interface PartRead {
  readonly range: ByteRange | undefined;
  readonly count: number | undefined;
  readonly checksum: string | undefined;
}

/** The bytes of one part of a multipart object; any other object is its own first part. */
function partOf(
  {
    PartNumber: number,
    Range,
  }: { PartNumber?: number | undefined; Range?: string | undefined },
  { pieces, size }: Content,
): PartRead | undefined {
  if (number === undefined) return undefined;
  if (Range !== undefined)
    throw invalidRequest(
      "Cannot specify both Range header and partNumber query parameter",
    );
  checkPartNumber(number);
  const isMultipart = pieces[0]?.partNumber !== undefined;
  if (number > (isMultipart ? pieces.length : 1))
    throw fault(
      "InvalidPartNumber",
      "The requested partnumber is not satisfiable",
      416,
      { ActualPartCount: pieces.length, PartNumberRequested: number },
    );
  if (!isMultipart) {
    const range = size === 0 ? undefined : { start: 0, end: size - 1 };
    return { range, count: undefined, checksum: undefined };
  }
  const before = pieces.slice(0, number - 1);
  const start = before.reduce((sum, { blob }) => sum + blob.size, 0);
  const piece = pieces[number - 1];
  const length = piece?.blob.size ?? 0;
  return {
    range: length === 0 ? undefined : { start, end: start + length - 1 },
    count: pieces.length,
    checksum: piece?.checksum,
  };
}

/** A read of one part answers that part's checksum; a range has none. */
function partChecksum(
  { content }: ObjectVersion,
  part: PartRead | undefined,
  mode: string | undefined,
) {
  if (mode !== "ENABLED" || part?.checksum === undefined) return {};
  const { algorithm, type } = content.checksum;
  return { ...toldValue(algorithm, part.checksum), ChecksumType: type };
}
