import { CreateTrailCommand } from "@aws-sdk/client-cloudtrail";
import {
  CreateBucketCommand,
  PutBucketPolicyCommand,
} from "@aws-sdk/client-s3";
import type { Cloud } from "../../packages/platform/testing/cloud.ts";
import { TAGS, type Named } from "./named.ts";

/** A trail with tags, in a bucket of its own. */
export async function trails(cloud: Cloud): Promise<Named> {
  const Bucket = "world-trail";
  await cloud.s3.send(new CreateBucketCommand({ Bucket }));
  const Policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: {
      Effect: "Allow",
      Principal: { Service: "cloudtrail.amazonaws.com" },
      Action: ["s3:GetBucketAcl", "s3:PutObject"],
      Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
    },
  });
  await cloud.s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  const { TrailARN } = await cloud.cloudtrail.send(
    new CreateTrailCommand({
      Name: "world-trail",
      S3BucketName: Bucket,
      TagsList: TAGS,
    }),
  );
  return {
    Name: "world-trail",
    TrailName: "world-trail",
    ResourceId: TrailARN,
    ResourceIdList: [TrailARN],
    TagsList: TAGS,
  };
}
