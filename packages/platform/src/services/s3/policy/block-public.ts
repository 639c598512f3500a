import { fault, type Fault } from "../../../core/errors.ts";
import { bucketArn } from "../tables.ts";

/** What PutBucketPolicy answers where BlockPublicPolicy is on and the policy is public. */
export const denialOfPublicPolicy = (caller: string, bucket: string): Fault =>
  fault(
    "AccessDenied",
    `User: ${caller} is not authorized to perform: s3:PutBucketPolicy on resource: "${bucketArn(bucket)}" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.`,
    403,
  );
