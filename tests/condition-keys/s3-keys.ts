import { ok } from "node:assert/strict";
import {
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type ListObjectsV2CommandInput,
  type PutObjectCommandInput,
} from "@aws-sdk/client-s3";
import { ListAccountAliasesCommand } from "@aws-sdk/client-iam";
import { internalRequest } from "../../packages/platform/src/gateway/request-context.ts";
import { REGION } from "../../packages/platform/testing/cloud.ts";
import { presignedUrl } from "./presigned-url.ts";
import { BUCKET, callerOf, type KeyCase, type Stage } from "./stage.ts";

type Value = string | ((stage: Stage) => string);

const deciding = (
  key: string,
  action: string,
  call: KeyCase["call"],
  [operator, held, failed]: readonly [
    operator: string,
    held: Value,
    failed: string,
  ],
  besides: readonly string[] = [],
): KeyCase => ({
  key,
  action,
  call,
  besides,
  holds: (stage) => ({
    [operator]: { [key]: typeof held === "string" ? held : held(stage) },
  }),
  fails: () => ({ [operator]: { [key]: failed } }),
});

const list =
  (more: Partial<ListObjectsV2CommandInput> = {}): KeyCase["call"] =>
  ({ s3 }) =>
    s3.send(new ListObjectsV2Command({ Bucket: BUCKET, ...more }));

const put =
  (more: Partial<PutObjectCommandInput> = {}): KeyCase["call"] =>
  ({ s3 }) =>
    s3.send(
      new PutObjectCommand({ Bucket: BUCKET, Key: "new", Body: "x", ...more }),
    );

const read: KeyCase["call"] = ({ s3 }) =>
  s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: "props/package.zip" }));

const readVersion: KeyCase["call"] = ({ s3 }, { versionId: VersionId }) =>
  s3.send(
    new GetObjectCommand({
      Bucket: BUCKET,
      Key: "props/package.zip",
      VersionId,
    }),
  );

const copy: KeyCase["call"] = ({ s3 }) =>
  s3.send(
    new CopyObjectCommand({
      Bucket: BUCKET,
      Key: "copy",
      CopySource: `${BUCKET}/props/package.zip`,
      MetadataDirective: "REPLACE",
      TaggingDirective: "REPLACE",
    }),
  );

/** Reads by a URL that its holder signed. */
const readByUrl: KeyCase["call"] = async (_as, { cloud, user }) => {
  const path = `/${BUCKET}/props/package.zip`;
  const { status } = await fetch(presignedUrl(cloud.url, path, user.keys));
  if (status === 403) throw Object.assign(new Error(), { name: "403" });
  ok(status === 200);
};

const listOverTls: KeyCase["call"] = async (_as, stage) =>
  stage.cloud.running.platform.send(
    new ListObjectsV2Command({ Bucket: BUCKET }),
    await callerOf(stage),
    {
      region: REGION,
      request: {
        ...internalRequest("client"),
        tls: { version: "TLSv1.3", cipherSuite: "TLS_AES_128_GCM_SHA256" },
      },
    },
  );

/** The keys of S3 (service authorization reference of Amazon S3). */
export const S3_KEYS: readonly KeyCase[] = [
  deciding("s3:prefix", "s3:ListBucket", list({ Prefix: "props/" }), [
    "StringLike",
    "props/*",
    "secrets/*",
  ]),
  deciding("s3:delimiter", "s3:ListBucket", list({ Delimiter: "/" }), [
    "StringEquals",
    "/",
    ":",
  ]),
  deciding("s3:max-keys", "s3:ListBucket", list({ MaxKeys: 5 }), [
    "NumericLessThanEquals",
    "10",
    "1",
  ]),
  deciding("s3:authType", "s3:ListBucket", list(), [
    "StringEquals",
    "REST-HEADER",
    "REST-QUERY-STRING",
  ]),
  {
    ...deciding("s3:authType", "s3:GetObject", readByUrl, [
      "StringEquals",
      "REST-QUERY-STRING",
      "REST-HEADER",
    ]),
    key: "s3:authType of a presigned URL",
  },
  {
    ...deciding("s3:x-amz-content-sha256", "s3:GetObject", readByUrl, [
      "StringEquals",
      "UNSIGNED-PAYLOAD",
      "signed",
    ]),
    key: "s3:x-amz-content-sha256 of a presigned URL",
  },
  deciding("s3:x-amz-content-sha256", "s3:ListBucket", list(), [
    "StringNotEquals",
    "UNSIGNED-PAYLOAD",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  ]),
  deciding("s3:signatureversion", "s3:ListBucket", list(), [
    "StringEquals",
    "AWS4-HMAC-SHA256",
    "AWS",
  ]),
  deciding("s3:signatureAge", "s3:ListBucket", list(), [
    "NumericLessThan",
    "600000",
    "-600000",
  ]),
  deciding("s3:TlsVersion", "s3:ListBucket", list(), ["Null", "true", "false"]),
  {
    ...deciding("s3:TlsVersion", "s3:ListBucket", listOverTls, [
      "NumericGreaterThanEquals",
      "1.2",
      "1.4",
    ]),
    key: "s3:TlsVersion of a call over TLS",
  },
  {
    ...deciding("aws:SecureTransport", "s3:ListBucket", listOverTls, [
      "Bool",
      "true",
      "false",
    ]),
    key: "aws:SecureTransport of a call over TLS",
  },
  {
    ...deciding(
      "s3:TlsVersion",
      "iam:ListAccountAliases",
      ({ iam }) => iam.send(new ListAccountAliasesCommand({})),
      ["Null", "true", "false"],
    ),
    key: "s3:TlsVersion, which other services do not have,",
  },
  deciding("s3:ResourceAccount", "s3:ListBucket", list(), [
    "StringEquals",
    ({ accountId }) => accountId,
    "111122223333",
  ]),
  deciding(
    "s3:x-amz-acl",
    "s3:PutObject",
    put({ ACL: "bucket-owner-full-control" }),
    ["StringEquals", "bucket-owner-full-control", "public-read"],
    ["s3:PutObjectAcl"],
  ),
  deciding(
    "s3:x-amz-server-side-encryption",
    "s3:PutObject",
    put({ ServerSideEncryption: "AES256" }),
    ["StringEquals", "AES256", "aws:kms"],
  ),
  deciding(
    "s3:x-amz-storage-class",
    "s3:PutObject",
    put({ StorageClass: "STANDARD_IA" }),
    ["StringEquals", "STANDARD_IA", "STANDARD"],
  ),
  deciding(
    "s3:if-none-match",
    "s3:PutObject",
    put({ Key: "first", IfNoneMatch: "*" }),
    ["Null", "false", "true"],
  ),
  deciding(
    "s3:RequestObjectTag/team",
    "s3:PutObject*",
    put({ Tagging: "team=gate" }),
    ["StringEquals", "gate", "others"],
  ),
  deciding(
    "s3:RequestObjectTagKeys",
    "s3:PutObject*",
    put({ Tagging: "team=gate" }),
    ["ForAllValues:StringEquals", "team", "stage"],
  ),
  deciding("s3:ObjectCreationOperation", "s3:PutObject", put(), [
    "Bool",
    "true",
    "false",
  ]),
  {
    ...deciding(
      "s3:ObjectCreationOperation",
      "s3:PutObject",
      ({ s3 }) =>
        s3.send(
          new CreateMultipartUploadCommand({ Bucket: BUCKET, Key: "parts" }),
        ),
      ["Bool", "false", "true"],
    ),
    key: "s3:ObjectCreationOperation of a part",
  },
  deciding(
    "s3:x-amz-copy-source",
    "s3:PutObject",
    copy,
    ["StringLike", `${BUCKET}/props/*`, "secrets/*"],
    ["s3:GetObject", "s3:GetObjectTagging"],
  ),
  deciding(
    "s3:x-amz-metadata-directive",
    "s3:PutObject",
    copy,
    ["StringEquals", "REPLACE", "COPY"],
    ["s3:GetObject", "s3:GetObjectTagging"],
  ),
  deciding("s3:ExistingObjectTag/team", "s3:GetObject", read, [
    "StringEquals",
    "gate",
    "others",
  ]),
  deciding("s3:VersionId", "s3:GetObjectVersion", readVersion, [
    "StringEquals",
    ({ versionId }) => versionId,
    "null",
  ]),
  deciding(
    "s3:LocationConstraint",
    "s3:CreateBucket",
    ({ s3 }) =>
      s3.send(
        new CreateBucketCommand({
          Bucket: "stage-abroad",
          CreateBucketConfiguration: { LocationConstraint: "eu-west-1" },
        }),
      ),
    ["StringLike", "eu-*", "us-*"],
  ),
  deciding(
    "s3:x-amz-object-ownership",
    "s3:CreateBucket",
    ({ s3 }) =>
      s3.send(
        new CreateBucketCommand({
          Bucket: "stage-owned",
          ObjectOwnership: "BucketOwnerEnforced",
        }),
      ),
    ["StringEquals", "BucketOwnerEnforced", "ObjectWriter"],
  ),
];

/** A bucket's tags count once attribute-based access control is enabled for it. */
export const BUCKET_TAG_KEYS: readonly KeyCase[] = [
  "s3:BucketTag/team",
  "aws:ResourceTag/team",
].map((key) =>
  deciding(
    key,
    "s3:GetBucketLocation",
    ({ s3 }) => s3.send(new GetBucketLocationCommand({ Bucket: BUCKET })),
    ["StringEquals", "gate", "others"],
  ),
);
