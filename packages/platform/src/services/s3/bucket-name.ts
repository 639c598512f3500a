import { fault } from "../../core/errors.ts";

/**
 * Checks a new bucket's name (S3 user guide, "General purpose bucket naming rules").
 * @throws Fault InvalidBucketName
 */
export function checkBucketName(name: string): void {
  if (FORM.test(name) && !REFUSED.some((refused) => refused.test(name))) return;
  throw fault("InvalidBucketName", "The specified bucket is not valid.", 400, {
    BucketName: name,
  });
}

const FORM = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

const REFUSED = [
  /\.\./,
  /^\d+\.\d+\.\d+\.\d+$/,
  /^(xn--|sthree-|amzn-s3-demo-)/,
  /(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/,
];
