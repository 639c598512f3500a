import { fault, type Fault } from "../../../core/errors.ts";

export const noSuchBucketPolicy = (bucket: string): Fault =>
  fault("NoSuchBucketPolicy", "The bucket policy does not exist", 404, {
    BucketName: bucket,
  });
