import { ListMultipartUploadsCommand } from "@aws-sdk/client-s3";
import { operation } from "../../../core/operation.ts";
import { bucketOf, onBucket } from "../bucket.ts";
import { encodingOf, pageLength, type Encode } from "../list/encoding.ts";
import { listedPrefixes } from "../list/listed.ts";
import { pageOfUploads } from "../list/page-of-uploads.ts";
import { canonicalUserId } from "../owner.ts";
import type { Bucket, Upload } from "../tables.ts";

export const ListMultipartUploads = operation(ListMultipartUploadsCommand, {
  needs: onBucket("s3:ListBucketMultipartUploads"),
  audit: { category: "Data" },

  async handle(input, ctx) {
    const bucket = await bucketOf(input, ctx);
    const { Prefix = "", Delimiter = "", EncodingType } = input;
    const { KeyMarker = "", UploadIdMarker } = input;
    const encode = encodingOf(EncodingType);
    const MaxUploads = pageLength(input.MaxUploads, "max-uploads");
    const { uploads, prefixes, last } = await pageOfUploads(
      ctx,
      {
        bucket: bucket.name,
        prefix: Prefix,
        delimiter: Delimiter,
        limit: MaxUploads,
      },
      { key: KeyMarker, uploadId: UploadIdMarker },
    );
    return {
      Bucket: bucket.name,
      KeyMarker: encode(KeyMarker),
      UploadIdMarker: UploadIdMarker ?? "",
      NextKeyMarker: encode(last?.key ?? ""),
      NextUploadIdMarker: last?.uploadId ?? "",
      Prefix: encode(Prefix),
      ...(Delimiter === "" ? {} : { Delimiter: encode(Delimiter) }),
      ...(EncodingType === undefined ? {} : { EncodingType }),
      MaxUploads,
      IsTruncated: last !== undefined,
      Uploads: uploads.map((upload) => listedUpload(upload, bucket, encode)),
      CommonPrefixes: listedPrefixes(prefixes, encode),
    };
  },
});

function listedUpload(upload: Upload, bucket: Bucket, encode: Encode) {
  const { checksum } = upload;
  return {
    Key: encode(upload.key),
    UploadId: upload.uploadId,
    Initiated: new Date(upload.initiatedAt),
    Initiator: { ID: upload.initiator },
    Owner: { ID: canonicalUserId(bucket.accountId) },
    StorageClass: upload.storageClass,
    ...(checksum.implied
      ? {}
      : { ChecksumAlgorithm: checksum.algorithm, ChecksumType: checksum.type }),
  };
}
