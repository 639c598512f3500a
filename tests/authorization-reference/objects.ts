import {
  CreateBucketCommand,
  DeleteObjectsCommand,
  PutBucketAbacCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import type { Cloud } from "../../packages/platform/testing/cloud.ts";
import { PACKAGE, TAGS, type Named } from "./named.ts";

/** A bucket whose tags count, and an object with tags. */
export async function objects({ s3 }: Cloud): Promise<Named> {
  const Bucket = "archive";
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(
    new PutBucketVersioningCommand({
      Bucket,
      VersioningConfiguration: { Status: "Enabled" },
    }),
  );
  await s3.send(
    new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: TAGS } }),
  );
  await s3.send(
    new PutBucketAbacCommand({ Bucket, AbacStatus: { Status: "Enabled" } }),
  );
  const { VersionId } = await s3.send(
    new PutObjectCommand({
      Bucket,
      Key: "team",
      Body: PACKAGE,
      Tagging: "team=gate",
    }),
  );
  // Each key is judged as it is deleted.
  await s3.send(
    new DeleteObjectsCommand({
      Bucket,
      Delete: { Objects: [{ Key: "gone" }, { Key: "gone", VersionId }] },
    }),
  );
  return {
    Bucket,
    Key: "team",
    VersionId,
    CopySource: "archive/team",
    Tagging: "team=gate",
    ACL: "private",
    ServerSideEncryption: "AES256",
    ExpectedBucketOwner: undefined,
    ExpectedSourceBucketOwner: undefined,
  };
}
