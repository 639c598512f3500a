import { CopyObjectCommand } from "@aws-sdk/client-s3";
import type { Context } from "../../../core/context.ts";
import { operation } from "../../../core/operation.ts";
import { answerWritten, quoted } from "../answer-object.ts";
import { bucketOf } from "../bucket.ts";
import { base64Of, begin } from "../checksum/algorithms.ts";
import { askedAlgorithm } from "../checksum/asked.ts";
import { told } from "../checksum/told.ts";
import { checkWrite } from "../conditions.ts";
import { copyingTags, readingSource, sourceOf } from "../copy-source.ts";
import { described, type Describes } from "../describe.ts";
import { entityTooLarge, invalidRequest } from "../faults.ts";
import { tellOfChange } from "../notify.ts";
import { checkKey } from "../object-key.ts";
import { creating } from "../on-object.ts";
import { readContent } from "../read-content.ts";
import { LARGEST_BODY } from "../receive-body.ts";
import type { Bucket, Content, Described, ObjectVersion } from "../tables.ts";
import { addVersion, versionOf } from "../versions.ts";

/** The copy refers to the source's blobs: no byte is written, and a multipart object keeps its parts and entity tag. */
export const CopyObject = operation(CopyObjectCommand, {
  needs: async (input, ctx) => [
    await readingSource(input, ctx),
    ...creating(input, await bucketOf(input, ctx), {
      "s3:x-amz-copy-source": input.CopySource.replace(/^\//, ""),
      "s3:x-amz-metadata-directive": input.MetadataDirective,
    }),
    ...(input.TaggingDirective === "REPLACE"
      ? []
      : await copyingTags(input, ctx)),
  ],
  audit: { category: "Data" },

  async handle(input, ctx) {
    const bucket = await bucketOf(input, ctx);
    checkKey(input.Key);
    const source = await sourceOf(input, ctx);
    if (source.content.size > LARGEST_BODY)
      throw entityTooLarge(source.content.size, LARGEST_BODY);
    refuseNothingNew(input, source);
    checkWrite(input, input.Key, await versionOf(ctx, bucket.name, input.Key));

    const content = {
      ...(await recounted(ctx, source.content, askedAlgorithm(input))),
      ...copiedDescription(input, bucket, source.content),
    };
    const version = await addVersion(ctx, bucket, input.Key, content);
    tellOfChange(ctx, bucket, "ObjectCreated:Copy", version);
    const { ETag: _inResult, ...written } = answerWritten(bucket, {
      ...version,
      content,
    });
    return {
      ...written,
      ...(source.versioned ? { CopySourceVersionId: source.versionId } : {}),
      CopyObjectResult: {
        ETag: quoted(content.eTag),
        LastModified: new Date(version.modifiedAt),
        ...told(content.checksum),
      },
    };
  },
});

/** A copy onto itself must change something. */
function refuseNothingNew(
  input: Describes & {
    Bucket: string;
    Key: string;
    MetadataDirective?: string | undefined;
    TaggingDirective?: string | undefined;
  },
  source: ObjectVersion,
): void {
  const changes =
    input.MetadataDirective === "REPLACE" ||
    input.TaggingDirective === "REPLACE" ||
    input.StorageClass !== undefined ||
    input.ServerSideEncryption !== undefined ||
    input.WebsiteRedirectLocation !== undefined;
  if (changes || source.bucket !== input.Bucket || source.key !== input.Key)
    return;
  throw invalidRequest(
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  );
}

/** The source's content, its checksum reckoned anew where another algorithm is asked for. */
async function recounted(
  ctx: Context,
  { uploadId: _sources, kms: _sourcesToo, ...content }: Content,
  algorithm: Content["checksum"]["algorithm"] | undefined,
): Promise<Content> {
  if (algorithm === undefined || algorithm === content.checksum.algorithm)
    return content;
  const running = begin(algorithm);
  const read = readContent(ctx, content);
  for await (const chunk of read instanceof Uint8Array ? [read] : read)
    running.update(chunk as Uint8Array);
  const value = base64Of(running);
  return {
    ...content,
    // Parts' checksums of the other algorithm would be taken for this one's.
    pieces: content.pieces.map(({ checksum: _other, ...piece }) => piece),
    checksum: { algorithm, type: "FULL_OBJECT", value },
  };
}

/** Headers and metadata, and tags, each as its directive says: the source's, or the request's. */
function copiedDescription(
  input: Describes & {
    MetadataDirective?: string | undefined;
    TaggingDirective?: string | undefined;
  },
  bucket: Bucket,
  source: Described,
): Described {
  const own = described(input, bucket);
  const replaces = input.MetadataDirective === "REPLACE";
  // A redirect is never copied.
  const { websiteRedirectLocation: _left, ...headers } = source.headers;
  const { websiteRedirectLocation } = own.headers;
  return {
    headers: replaces
      ? own.headers
      : {
          ...headers,
          ...(websiteRedirectLocation === undefined
            ? {}
            : { websiteRedirectLocation }),
        },
    metadata: replaces ? own.metadata : source.metadata,
    tags: input.TaggingDirective === "REPLACE" ? own.tags : source.tags,
    storageClass: own.storageClass,
    ...(own.kms ? { kms: own.kms } : {}),
  };
}
